"""The two verifiers, asked in this process about files that need not be on a disk.

Rule: each is asked as its command line asks it, so that agreement here is agreement there.
"""

import argparse
from collections.abc import Mapping
from datetime import datetime

from federation import verify
from federation.errors import FederationError
from federation.times import from_text
from tests.conformance import second
from tests.conformance.vector import Vector

Files = Mapping[str, bytes]


def first_says(vector: Vector, files: Files) -> list[str]:
    """What ``wijk verify`` prints."""
    try:
        return ["accepted", *_judged(_asked(vector), files)]
    except FederationError as error:
        return [error.code]


def second_says(vector: Vector, files: Files) -> list[str]:
    """What ``second.py`` prints."""
    asked = _asked(vector)
    try:
        return ["accepted", *second.judge(asked.command, _inside(files, asked), asked)]
    except second.Refused as refusal:
        return [str(refusal)]


def _asked(vector: Vector) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("path")
    parser.add_argument("--key")
    parser.add_argument("--now", type=from_text)
    parser.add_argument("--any-context", action="store_true")
    parser.add_argument("--general", action="store_true")
    return parser.parse_args(vector.command.split())


def _inside(files: Files, asked: argparse.Namespace) -> dict[str, bytes]:
    """The files by their path inside what the command names."""
    return {name.removeprefix(asked.path).lstrip("/") or ".": data for name, data in files.items()}


def _judged(asked: argparse.Namespace, files: Files) -> list[str]:
    inside = _inside(files, asked)
    match asked.command:
        case "json":
            return verify.verify_json(inside["."])
        case "proof":
            return verify.verify_proof(inside["."], key=asked.key, any_context=asked.any_context)
        case "did":
            return verify.verify_did(inside["."], now=asked.now, general=asked.general)
        case "root":
            return verify.verify_root(inside["."])
    return _feed(inside, asked.now)


def _feed(inside: Files, now: datetime | None) -> list[str]:
    held = {name[5:]: data for name, data in inside.items() if name.startswith("held/")}
    before = _archive(held) if held else None
    return verify.verify_feed(_archive(inside), now=now, held=before)


def _archive(files: Files) -> verify.Archive:
    names = sorted(
        (name for name in files if name.startswith("pages/")), key=lambda name: int(name[6:-5])
    )
    return verify.Archive(files["did.jsonl"], files["head.json"], [files[name] for name in names])
