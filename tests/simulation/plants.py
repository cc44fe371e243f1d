"""Faults planted in the node, each of which must break a promise: the one that it is made for.

Rule 1: a fault is a few lines of the node, replaced; the simulation itself is left alone.
Rule 2: the same days without the fault keep every promise, which the test of this also runs.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any, Final

import pytest

from federation import intake, relaying, repair
from federation.errors import OverQuotaError
from federation.keys import PublicKey
from node.feed import counter, publish
from node.feed.models import Feed, Origin
from node.listings import shelf
from node.listings.models import Listing
from node.peering import (
    apply,
    contact,
    distances,
    levels,
    offers,
    pages,
    pull,
    relayed,
    storing,
)
from node.peering.models import KeptPage, Proof
from node.peering.road import Road
from node.shown import reach
from node.shown.viewer import Viewer
from node.store import search
from node.upkeep import leaving, restore
from tests.simulation.rare import (
    acquaintance,
    brevity,
    departure,
    forgery,
    goodbye,
    placing,
    repetition,
    restored,
    rewriting,
    sharing,
    strictness,
    withdrawal,
)
from tests.simulation.troubles import Trouble

Fault = Callable[[pytest.MonkeyPatch], None]
HOARDED: Final = 512 * 1024  # bytes, of every look
NAGS: Final = 7
FAR: Final = 1_000_000  # numbers that no listing has here
SEEN: Final = Viewer(1, "resident")
AN_HOUR: Final = timedelta(hours=1)


class Anything:
    """Equal to whatever it is compared with."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


def keeps_what_was_withdrawn(instead: pytest.MonkeyPatch) -> None:
    """Nothing is ever taken off the shelf."""
    instead.setattr(shelf, "take", lambda origin_id, reach, lids: None)


def shows_what_was_decided_against(instead: pytest.MonkeyPatch) -> None:
    """Nothing comes of what an admin decides."""
    instead.setattr(levels, "decide", lambda *what: None)
    instead.setattr(levels, "set_level", lambda *what: None)


def shows_what_has_ended(instead: pytest.MonkeyPatch) -> None:
    """As if it were yesterday."""
    real = reach.visible
    instead.setattr(
        reach, "visible", lambda listing, viewer, now: real(listing, viewer, now - 24 * AN_HOUR)
    )


def shows_everybody_what_is_for_neighbours(instead: pytest.MonkeyPatch) -> None:
    """Whoever looks is taken for a resident."""
    real = reach.visible
    instead.setattr(reach, "visible", lambda listing, _viewer, now: real(listing, SEEN, now))


def shows_other_words(instead: pytest.MonkeyPatch) -> None:
    """What a neighbour placed stands here in capitals."""
    instead.setattr(apply, "legible", str.upper)


def believes_any_signature(instead: pytest.MonkeyPatch) -> None:
    """Whatever is signed by anybody is taken for signed by the origin."""
    instead.setattr(PublicKey, "verify", lambda self, signature, message: None)


def believes_any_set(instead: pytest.MonkeyPatch) -> None:
    """Whatever comes is taken for what the head lists."""
    instead.setattr(intake, "root", lambda entries: Anything())


def believes_old_heads(instead: pytest.MonkeyPatch) -> None:
    """What was true once is taken for true now."""
    instead.setattr(intake, "compare", lambda *held, **known: None)
    for module in (intake, repair):
        instead.setattr(module, "freshest", lambda held, offered: offered)


def erases_nothing(instead: pytest.MonkeyPatch) -> None:
    """Who leaves is let go, and all that was theirs stays."""
    instead.setattr(leaving, "HOLDINGS", ())


def keeps_the_words(instead: pytest.MonkeyPatch) -> None:
    """What a neighbour withdrew is off the shelf, and still found by its words."""
    real, numbers = shelf.take, count(FAR)

    def take(origin_id: int, of: str, lids: Iterable[str]) -> None:
        gone = list(lids)
        rows = Listing.origin == origin_id, Listing.reach == of, Listing.lid.in_(gone)
        titles = [row.title for row in list(Listing.select(Listing.title).where(*rows))]
        real(origin_id, of, gone)
        if not Origin.get_by_id(origin_id).own:
            search.put((next(numbers), title, ()) for title in titles)

    instead.setattr(shelf, "take", take)


def gives_numbers_twice(instead: pytest.MonkeyPatch) -> None:
    """The clock alone counts, by the day."""
    instead.setattr(counter, "draw", lambda world, _row: int(world.now().timestamp() // 86_400))


def signs_twice_under_one_number(instead: pytest.MonkeyPatch) -> None:
    """A head that says something new has the number of the one before."""
    real = publish.sign_head

    def same(world: Any, us: Any, scope: str, seq: int) -> Any:
        held = Feed.get_or_none(origin=us.origin_id, scope=scope)
        return real(world, us, scope, held.seq if held and held.seq else seq)

    instead.setattr(publish, "sign_head", same)


def keeps_every_page(instead: pytest.MonkeyPatch) -> None:
    """The pages of a walk are kept, and never let go of."""
    real = pull._walk

    def keeps(world: Any, peer: Any, road: Any, found: Any, etag: Any) -> Any:
        walked = real(world, peer, road, found, etag)
        pages.keep(world, peer, road, walked, had=0)
        KeptPage.update(number=KeptPage.number + 1000).where(KeptPage.number < 1000).execute()
        return walked

    instead.setattr(pull, "_walk", keeps)
    instead.setattr(pages, "forget", _keeps_on)


def _keeps_on(peer: Any, scope: str) -> None:
    """Makes room for the next, and lets go of nothing."""
    mine = (KeptPage.peer == peer) & (KeptPage.scope == scope)
    KeptPage.update(number=KeptPage.number + 1000).where(mine).execute()


def hoards(instead: pytest.MonkeyPatch) -> None:
    """Something is kept of every look, for ever."""
    real = contact.went_well

    def keeps(world: Any, peer: Any) -> None:
        Proof.create(origin=peer.origin_id, document=bytes(HOARDED), at=world.now())
        real(world, peer)

    instead.setattr(contact, "went_well", keeps)


def nags(instead: pytest.MonkeyPatch) -> None:
    """Every question is asked again and again."""
    real = Road.get

    def again(self: Road, *what: Any, **how: Any) -> Any:
        for _ in range(NAGS):
            real(self, *what, **how)
        return real(self, *what, **how)

    instead.setattr(Road, "get", again)


def never_looks_again(instead: pytest.MonkeyPatch) -> None:
    """Nobody is due, ever."""
    instead.setattr(pull, "_claim", lambda world, peer: False)


def pays_no_debts(instead: pytest.MonkeyPatch) -> None:
    """Texts are left out that nobody forbade."""

    def none(_world: Any, _origin: Any, listings: Any, _held: Any, **_first: Any) -> storing.Sorted:
        return storing.Sorted(left_out=[(one, OverQuotaError.code) for one in listings])

    instead.setattr(storing, "sort", none)


def suspects_everybody(instead: pytest.MonkeyPatch) -> None:
    """Who has had nothing to say for an hour and a half is put in quarantine."""
    real = contact.mark_unconfirmed

    def suspects(world: Any, origin_id: int, feed: Feed) -> None:
        if feed.scope == "public" and feed.published < world.now() - 1.5 * AN_HOUR:
            contact.quarantine(world, origin_id)
        real(world, origin_id, feed)

    instead.setattr(contact, "mark_unconfirmed", suspects)


def never_comes_back(instead: pytest.MonkeyPatch) -> None:
    """A restore does not end."""
    instead.setattr(restore, "_is_enough", lambda world, row, found: False)


def keeps_who_stopped(instead: pytest.MonkeyPatch) -> None:
    """A ward that stopped for good stays as it was."""
    instead.setattr(apply, "drop", lambda origin_id, scope: None)


def knows_no_bounds(instead: pytest.MonkeyPatch) -> None:
    """Whatever is heard of is handed on, and taken, however far away it is."""
    real = relaying.check_relayed
    instead.setattr(
        relayed, "check_relayed", lambda carried, now: real(carried, now=now, horizon=99)
    )
    for module in (offers, distances):
        instead.setattr(module, "check_within", lambda _reach: None)


@dataclass(frozen=True)
class Plant:
    """A fault, the promise that it breaks, in its words, and the days in which it shows."""

    fault: Fault
    breaks: str
    story: Trouble
    wards: int = 2  # in a row
    hours: float = 2
    is_late: bool = False  # noticed at the end of all days, which takes long


PLANTS: Final = (
    Plant(keeps_what_was_withdrawn, "which is in no set", withdrawal),
    Plant(shows_what_was_decided_against, "which was blocked or hidden", strictness),
    Plant(shows_what_has_ended, "which has ended", brevity),
    Plant(shows_everybody_what_is_for_neighbours, "to anybody", sharing),
    Plant(shows_other_words, "which was signed otherwise", placing),
    Plant(believes_any_signature, "a head that nobody signed", forgery),
    Plant(believes_any_set, "too much", rewriting),
    Plant(believes_old_heads, "older than what it knew", repetition, hours=4),
    Plant(erases_nothing, "erased", departure),
    Plant(keeps_the_words, "still has", withdrawal, is_late=True),
    Plant(gives_numbers_twice, "gave the number", placing),
    Plant(signs_twice_under_one_number, "signed two heads", placing),
    Plant(keeps_every_page, "pages of", placing),
    Plant(hoards, "has a database of", placing, is_late=True),
    Plant(nags, "times a day", placing, is_late=True),
    Plant(never_looks_again, "which is at", placing),
    Plant(pays_no_debts, "no text of", placing, is_late=True),
    Plant(suspects_everybody, "in quarantine since", placing, is_late=True),
    Plant(never_comes_back, "does not sign", restored, is_late=True),
    Plant(keeps_who_stopped, ": still", goodbye, is_late=True),
    Plant(knows_no_bounds, ": still", acquaintance, wards=4, hours=10, is_late=True),
)
