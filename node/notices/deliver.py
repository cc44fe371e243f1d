"""Bringing the outbox to the mail server: a job, in a process of its own.

The order of effects, and what is true if we die there:

1. claim: the row says "sending", committed. Dead after this: nobody sends it again, for nobody can
   know; after a while an admin sees it (:func:`settle`), and decides.
2. the letter goes out.
3. the row says "sent"; its words and address are gone. Dead just before: as in 1, no second mail.

A letter that cannot be written is an admin's at once, and keeps none of the others waiting.

Rule 1: so each mail goes out at most once, whatever ends when; "not sent" is tried again only
where the door is certain of it.
Rule 2: no mailbox gets more than its share (:mod:`node.notices.outbox`), however many work here.
Rule 3: the log says which row and which sort; no address, no code, no word of the letter.
"""

import logging
from datetime import datetime, timedelta

import peewee as pw

from node.notices import choices, gathering, hours, letters, links
from node.notices.choices import AT_ONCE, GATHERED, Person
from node.notices.kinds import KINDS
from node.notices.letters import Desk, Told
from node.notices.models import Notice
from node.notices.outbox import MOST, WINDOW, unpacked
from node.notices.sorts import SORTS
from node.store import heartbeat
from node.store.database import database
from node.world import Letter, NotSentError, PerhapsSentError, World

log = logging.getLogger(__name__)

BATCH = 50  # a round
TRIES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 24 * 60))
UNKNOWN_AFTER = timedelta(minutes=15)  # a letter takes at most a minute and a half
ID_BYTES = 16


def deliver_due(world: World, desk: Desk) -> int:
    """Send what is due; returns how many went out. Without a mail server nothing does."""
    settle(world)
    if world.mail is None:
        _drop_what_nobody_brings()
        return 0
    gathering.gather_due(world)
    sent = 0
    for notice_id in _due(world):
        row = _claim(world, notice_id)
        if row is None:
            continue
        letter = _written(world, desk, row)
        if letter is None:
            continue
        try:
            world.mail(letter)
        except NotSentError as error:
            _put_off(world, row, error)
            if error.server:
                break  # no other letter would get through now either
        except PerhapsSentError:
            _note(world, row, state="stuck", problem="unknown")
        else:
            _note(world, row, state="sent", problem="", emptied=True)
            sent += 1
    return sent


def settle(world: World) -> None:
    """Codes that are over are deleted; letters that nobody knows of are an admin's to judge."""
    now = world.now()
    over = (Notice.ends <= now) & (Notice.values != "{}")
    Notice.update(values="{}", state="stuck", problem="over", changed=now).where(
        over, Notice.state == "waiting"
    ).execute()
    Notice.update(values="{}").where(over, Notice.state != "sending").execute()
    Notice.update(state="stuck", problem="unknown", changed=now).where(
        Notice.state == "sending", Notice.changed < now - UNKNOWN_AFTER
    ).execute()


def doubt(world: World) -> int:
    """A backup was put back: what was due since may have been told; returns how many that are.

    Letters are an admin's to judge, as every letter of which nobody knows; what was gathered is
    let go of, and so are codes, which open nothing any more.
    """
    now = world.now()
    due = Notice.due <= now
    codes = Notice.ends.is_null(is_null=False)
    Notice.update(values="{}", state="stuck", problem="over", changed=now).where(
        due, codes, Notice.state.in_((AT_ONCE, GATHERED, "sending"))
    ).execute()
    Notice.update(values="{}", address=None, state="done", changed=now).where(
        due, Notice.state == GATHERED
    ).execute()
    count: int = (
        Notice.update(state="stuck", problem="unknown", changed=now)
        .where((due & (Notice.state == AT_ONCE)) | (Notice.state == "sending"))
        .execute()
    )
    return count


def _drop_what_nobody_brings() -> None:
    """Without a mail server only what an admin hands over waits; the rest would wait for ever."""
    alone = [name for name, kind in KINDS.items() if not kind.by_hand]
    unsent = Notice.state.in_(["waiting", "held"])
    Notice.delete().where(unsent, Notice.template.in_(alone)).execute()


def _due(world: World) -> list[int]:
    query = (
        Notice.select(Notice.id)
        .where(Notice.state == "waiting", Notice.due <= world.now())
        .order_by(Notice.due, Notice.id)
        .limit(BATCH)
    )
    return [row.id for row in list(query)]


def _claim(world: World, notice_id: int) -> Notice | None:
    """The row, ours to send now; ``None`` when another was first or the mailbox had its share.

    The beat's row is locked until the claim is committed, so claims come one after the other and
    the count of a mailbox is exact, also with several workers.
    """
    now = world.now()
    with database.atomic():
        heartbeat.beat(now, "outbox")
        row: Notice | None = Notice.get_or_none(id=notice_id, state="waiting")
        if row is None or row.due > now:
            return None
        goes = max(_room_from(row.mailbox, now), _awake_from(row, now))
        if goes > now:
            Notice.update(due=goes).where(Notice.id == notice_id).execute()
            return None
        Notice.update(state="sending", changed=now, attempts=Notice.attempts + 1).where(
            Notice.id == notice_id
        ).execute()
    row.attempts += 1
    return row


def _room_from(mailbox: str, now: datetime) -> datetime:
    """From when this mailbox may get one more: what was or may have been sent counts."""
    lately = list(
        Notice.select(Notice.changed)
        .where(
            Notice.mailbox == mailbox,
            (Notice.state.in_(["sending", "sent"])) | (Notice.problem == "unknown"),
            Notice.changed > now - WINDOW,
        )
        .order_by(Notice.changed.desc())
        .limit(MOST)
    )
    return lately[-1].changed + WINDOW if len(lately) == MOST else now


def _awake_from(row: Notice, now: datetime) -> datetime:
    """The end of its reader's quiet hours: what was tried before, or had no room, comes late."""
    kind = KINDS.get(row.template)
    if kind is None or SORTS[kind.sort].always:
        return now
    who = Person(row.resident) if row.resident is not None else Person(mailbox=row.mailbox)
    return hours.after(choices.of(who).quiet, now)


def _written(world: World, desk: Desk, row: Notice) -> Letter | None:
    """The letter; nothing when it cannot be written, for then no later try would write it."""
    letter_id = world.random(ID_BYTES).hex()
    try:
        told = Told(row.template, row.language, unpacked(row.values), links.path_for(world, row))
        return letters.write(
            desk, told, letter_id=letter_id, to=row.address or "", date=world.now()
        )
    except Exception as error:  # noqa: BLE001  # whatever its template stumbles over
        what = type(error).__name__  # what it says may have a word of the letter
        log.error("notice %s (%s) cannot be written: %s", row.id, row.template, what)  # noqa: TRY400
        _note(world, row, state="stuck", problem="bad_letter")
        return None


def _put_off(world: World, row: Notice, error: NotSentError) -> None:
    """Later again, if that can help and there is a later."""
    log.warning("notice %s (%s) was not sent: %s", row.id, row.template, error.code)
    tries_left = row.attempts <= len(TRIES)
    due = world.now() + TRIES[row.attempts - 1] if tries_left else world.now()
    in_time = row.ends is None or due < row.ends
    if not error.again or not tries_left or not in_time:
        _note(world, row, state="stuck", problem=error.code)
        return
    Notice.update(state="waiting", problem=error.code, due=due, changed=world.now()).where(
        _ours(row)
    ).execute()


def _note(world: World, row: Notice, *, state: str, problem: str, emptied: bool = False) -> None:
    changes: dict[pw.Field, object] = {
        Notice.state: state,
        Notice.problem: problem,
        Notice.changed: world.now(),
    }
    if emptied:
        changes |= {Notice.values: "{}", Notice.address: None}
    Notice.update(changes).where(_ours(row)).execute()
    log.info("notice %s (%s): %s %s", row.id, row.template, state, problem)


def _ours(row: Notice) -> object:
    """The row as we claimed it: if it was settled while the server was slow, it stays settled."""
    return (Notice.id == row.id) & (Notice.state == "sending") & (Notice.attempts == row.attempts)
