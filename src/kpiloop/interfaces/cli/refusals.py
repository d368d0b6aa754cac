"""How a refusal and a fault are told at the command line: code and sentence, to stderr."""

from __future__ import annotations

import json
import sys
from importlib import import_module

from kpiloop.engine.errors import Refusal
from kpiloop.interfaces.cli import session
from kpiloop.interfaces.cli.installation import speak, start_framework
from kpiloop.interfaces.cli.plain import plain


def tell_refusal(refusal: Refusal) -> None:
    """What was refused, why, and what to do next."""
    start_framework(session.current().home)
    speak(session.current().language)
    sentence = import_module("kpiloop.interfaces.wording.messages").refusal_sentence(refusal)
    if session.current().as_json:
        fields = plain(refusal.fields)
        print(
            json.dumps({"code": refusal.code, "sentence": sentence, "fields": fields}, ensure_ascii=False),
            file=sys.stderr,
        )
    else:
        print(f"{refusal.code}: {sentence}", file=sys.stderr)


def tell_setting(wrong: Exception) -> bool:
    """A setting that cannot be read, told before anything is loaded; False when it is a fault of ours."""
    zh, en = getattr(wrong, "zh", ""), getattr(wrong, "en", "")
    if not zh or not en:
        return False
    if session.current().as_json:
        told = {"code": "setting_wrong", "sentence": session.say(zh, en), "fields": {}}
        print(json.dumps(told, ensure_ascii=False), file=sys.stderr)
    else:
        print(f"setting_wrong: {session.say(zh, en)}", file=sys.stderr)
    return True


def tell_fault(fault_id: str) -> None:
    """Our own fault: an id to name when reporting it."""
    text = session.say(
        f"程序内部出错（编号 {fault_id}），没有完成。请重试；若再次出现，请连同以上内容报告。",
        f"The program failed (id {fault_id}). Try again; if it happens again, report the text above.",
    )
    print(text, file=sys.stderr)
