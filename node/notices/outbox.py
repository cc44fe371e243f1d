"""Putting a notice in the outbox, inside the transaction of what it tells about.

Rule 1: nothing is sent here; a job does (:mod:`node.notices.deliver`). What is rolled back was
never told, and what is told is true.
Rule 2: a notice with a key is made once, however often it is put.
Rule 3: one mailbox gets at most :data:`MOST` mails in :data:`WINDOW`. What anybody can set off is
dropped beyond that; delivery holds the rest back.
Rule 4: when it goes is decided here, by what its receiver chose (:mod:`node.notices.choices`).
"""

import hmac
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from node.notices import choices, hours
from node.notices.choices import AT_ONCE, GATHERED, Choices, Person
from node.notices.kind import Kind, Line, Plain
from node.notices.kinds import KINDS, Value
from node.notices.models import Notice
from node.notices.sorts import NONE, NOW, SORTS
from node.world import World

MOST = 5  # mails
WINDOW = timedelta(minutes=30)
_OURS = re.compile(r"/(?:[A-Za-z0-9_.~=?&%+-][A-Za-z0-9_.~/=?&%+-]*)?")
_silent: ContextVar[bool] = ContextVar("silent", default=False)
INSTANT = "at"  # in the JSON of the values: {"at": Unix seconds}


@dataclass(frozen=True)
class Recipient:
    """Who is told: a resident (their id), an address where they have one, and their language."""

    language: str
    resident: int | None = None
    address: str | None = None


def put(
    world: World,
    *,
    template: str,
    to: Recipient,
    values: Mapping[str, Value],
    key: str | None = None,
    chosen: Choices | None = None,
) -> None:
    """Have ``to`` told, once the caller's transaction is committed. ``chosen``: what they chose,
    where the caller knows it.

    The answer is the same whatever becomes of it: whether it was told before, whether the mailbox
    has had its share, whether there is a mailbox.

    :raises KeyError: when there is no such template; :raises ValueError: when the values are not
        the ones it needs. Both are mistakes of ours.
    """
    if _silent.get():
        return
    kind = KINDS[template]
    if set(values) != set(kind.values):
        raise ValueError(f"{template} needs {sorted(kind.values)}, not {sorted(values)}")
    if not all(_OURS.fullmatch(str(values.get(name, "/"))) for name in ("path", "stop")):
        raise ValueError(f"{template} has a path that is not one of this site")
    if to.address is None and not kind.by_hand:
        return
    if to.address and kind.limited and _share_is_used(world, to.address):
        return
    if to.address is None and to.resident is not None:
        _replace_older(template, to.resident)
    state, due = _plan(world, to, kind, chosen)
    if state != NONE:
        _insert(world, template=template, to=to, values=values, key=key, state=state, due=due)


def _plan(world: World, to: Recipient, kind: Kind, chosen: Choices | None) -> tuple[str, datetime]:
    """In which state it waits and until when, as its receiver chose; or that it does not go."""
    now = world.now()
    if to.address is None or SORTS[kind.sort].always:
        return AT_ONCE, now
    if chosen is None:
        chosen = choices.of(person_of(world, to))
    way = chosen.when(kind.sort)
    if way == NONE:
        return NONE, now
    if kind.whole:
        return AT_ONCE, hours.after(chosen.quiet, now)
    return AT_ONCE if way == NOW else GATHERED, chosen.due(kind.sort, now)


def person_of(world: World, to: Recipient) -> Person:
    """Whose choices hold for this recipient."""
    if to.resident is not None:
        return Person(to.resident)
    return Person(mailbox=mailbox_of(world, to.address or ""))


@contextmanager
def silence() -> Iterator[None]:
    """What is put in here nobody is told: they were told before a backup was put back."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def _insert(
    world: World,
    *,
    template: str,
    to: Recipient,
    values: Mapping[str, Value],
    key: str | None,
    state: str,
    due: datetime,
) -> None:
    now, kind = world.now(), KINDS[template]
    query = Notice.insert(
        key=key,
        template=template,
        resident=to.resident,
        address=to.address,
        mailbox=mailbox_of(world, to.address) if to.address else "",
        language=to.language,
        values=packed(values),
        state=state if to.address else "stuck",
        problem="" if to.address else "no_mailbox",
        created=now,
        due=due,
        ends=now + kind.lasts if kind.lasts else None,
        changed=now,
    )
    if key is not None:
        query = query.on_conflict_ignore()
    query.execute()


def mailbox_of(world: World, address: str) -> str:
    """What a mailbox's mails are counted by: a keyed hash, which tells nobody whose it is.

    ASCII letters are the same without case, as everywhere.
    """
    folded = "".join(c.lower() if c.isascii() else c for c in address)
    key = world.config.secret.encode()
    return hmac.new(key, f"mailbox {folded}".encode("utf-8", "replace"), sha256).hexdigest()


def forget_address(world: World, address: str) -> None:
    """Delete what was still to go to this address, whoever it was for."""
    Notice.delete().where(
        Notice.mailbox == mailbox_of(world, address), Notice.state != "sent"
    ).execute()


def readdress(world: World, resident: int, address: str) -> None:
    """What a resident has still to get and waits for its hour goes to their new address."""
    theirs = (Notice.resident == resident) & (Notice.attempts == 0)
    planned = [name for name, kind in KINDS.items() if not SORTS[kind.sort].always]
    Notice.update(address=address, mailbox=mailbox_of(world, address)).where(
        theirs, Notice.state.in_([AT_ONCE, GATHERED]), Notice.template.in_(planned)
    ).execute()


def take_back(key: str) -> None:
    """What this notice would tell is known: it goes no more, if nobody began to send it."""
    Notice.delete().where(
        Notice.key == key, Notice.state.in_([AT_ONCE, GATHERED]), Notice.attempts == 0
    ).execute()


def drop_chosen(resident: int) -> None:
    """What somebody chose to hear of and waits for its hour does not go; decisions do."""
    chosen = [name for name, kind in KINDS.items() if not SORTS[kind.sort].always]
    Notice.delete().where(
        Notice.resident == resident,
        Notice.state.in_([AT_ONCE, GATHERED]),
        Notice.attempts == 0,
        Notice.template.in_([*chosen, "gathered"]),
    ).execute()


def packed(values: Mapping[str, Value]) -> str:
    """The values as one text."""
    return json.dumps({name: _plain(value) for name, value in values.items()}, ensure_ascii=False)


def _plain(value: Value) -> object:
    if isinstance(value, datetime):
        return {INSTANT: int(value.timestamp())}
    if isinstance(value, (str, int)):
        return value
    return [{name: _plain(one) for name, one in line.items()} for line in value]


def unpacked(text: str) -> dict[str, Value]:
    """The values again."""
    return {
        name: [_line(one) for one in value] if isinstance(value, list) else _one(value)
        for name, value in json.loads(text).items()
    }


def _line(packed_line: Mapping[str, Any]) -> Line:
    return {name: _one(value) for name, value in packed_line.items()}


def _one(value: Any) -> Plain:
    found: Plain = datetime.fromtimestamp(value[INSTANT], UTC) if isinstance(value, dict) else value
    return found


def has_room(world: World, address: str) -> bool:
    """Whether one more for this mailbox would not be dropped: for whoever would end an older code.

    Only for jobs: what a page answers must not hang on it.
    """
    return not _share_is_used(world, address)


def _share_is_used(world: World, address: str) -> bool:
    """Whether enough was put for this mailbox within the window, whatever came of it."""
    lately = Notice.select().where(
        Notice.mailbox == mailbox_of(world, address), Notice.created > world.now() - WINDOW
    )
    return bool(lately.count() >= MOST)


def _replace_older(template: str, resident: int) -> None:
    """What an admin would still hand over is the newest: an older code opens nothing any more."""
    Notice.delete().where(
        Notice.template == template,
        Notice.resident == resident,
        Notice.state == "stuck",
        Notice.address.is_null(),
        Notice.key.is_null(),
    ).execute()
