#!/usr/bin/env bash
# Services of the tests, from Debian's packages. What already runs is left alone.
#   tools/services.sh            PostgreSQL and the browser
#   tools/services.sh browser    the browser alone
set -euo pipefail

POSTGRES=${KPILOOP_TEST_POSTGRES:-postgres://postgres@127.0.0.1:5432}

say() { echo "services: $*"; }

# Runs a command with the rights to install packages, or says that it may not.
privileged() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"
    else say "not permitted: $*"; return 1
    fi
}

updated=no
install() {
    command -v apt-get >/dev/null || { say "no apt-get here; install by hand: $*"; return 1; }
    if [ "$updated" = no ]; then
        privileged env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null
        updated=yes
    fi
    privileged env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null
}

answers() {
    python3 - "$POSTGRES" <<'PYTHON'
import socket, sys
from urllib.parse import urlsplit
parts = urlsplit(sys.argv[1])
socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 5432), timeout=2).close()
PYTHON
}

start_cluster() {
    local version conf
    version=$(pg_lsclusters -h | awk '{print $1; exit}')
    if [ -z "$version" ]; then
        version=$(ls /usr/lib/postgresql | sort -V | tail -n 1)
        privileged pg_createcluster "$version" main
    fi
    conf="/etc/postgresql/$version/main/pg_hba.conf"
    # Tests sign in as postgres from this machine without a password; nothing listens to other machines.
    privileged sed -i -E 's/^(host +all +all +(127\.0\.0\.1\/32|::1\/128) +).*/\1trust/' "$conf"
    privileged pg_ctlcluster "$version" main restart
}

postgres() {
    if answers 2>/dev/null; then say "PostgreSQL runs"; return; fi
    if [ -n "${KPILOOP_TEST_POSTGRES:-}" ]; then say "nothing answers at KPILOOP_TEST_POSTGRES"; return 1; fi
    command -v pg_ctlcluster >/dev/null || install postgresql
    start_cluster
    for _ in $(seq 30); do answers 2>/dev/null && { say "PostgreSQL started"; return; }; sleep 1; done
    say "PostgreSQL did not start"; return 1
}

browser() {
    if [ -n "${KPILOOP_TEST_CHROMIUM:-}" ] || command -v chromium >/dev/null; then say "Chromium is there"
    else install chromium
    fi
    # Without a CJK font every Chinese page is a page of boxes.
    if fc-list :lang=zh 2>/dev/null | grep -q .; then say "Chinese fonts are there"; else install fonts-noto-cjk; fi
}

case "${1:-all}" in
    browser) browser ;;
    all) postgres; browser ;;
    *) echo "usage: tools/services.sh [browser]" >&2; exit 2 ;;
esac
