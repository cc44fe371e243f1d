"""What must hold once the weather has cleared: all agree, and what was erased is gone everywhere.

Rule: who could know of whom is reckoned here from the roads and decisions, not asked of a node.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from node.feed.identity import own_origin
from node.feed.models import Counter, Entry, Feed, Origin
from node.peering.models import Peer
from node.store.database import database
from tests.simulation.ledger import Ledger, Row, live_words, own_set
from tests.simulation.life import Life
from tests.simulation.promises import BrokenPromiseError
from tests.simulation.watch import RESIDENT, shown, words_left

SCOPES = ("public", "adjacent")
MOST_BYTES = 8 * 1024 * 1024  # of one node's database, whatever a neighbour floods it with
MOST_ASKED = 1500  # questions of one node in a day: three peers at 15 minutes, and what they relay


@dataclass(frozen=True)
class Truth:
    """Where a ward's own feeds stand."""

    name: str
    retired: bool
    closed: str  # why it does not sign, if it does not
    heads: Mapping[str, tuple[int, int, str]]
    sets: Mapping[str, frozenset[Row]]


class Harmony:
    """All nodes, when nothing happens any more."""

    def __init__(self, lives: Mapping[str, Life], ledger: Ledger, honest: set[str]) -> None:
        self.ledger = ledger
        self.lives = {name: one for name, one in lives.items() if not one.ward.is_gone}
        self.truths = dict(map(self._truth, self.lives.values()))
        self.honest = {scid for scid, truth in self.truths.items() if truth.name in honest}

    def check(self, days: float) -> None:
        """Everybody has exactly what is live at each origin that they can know of.

        :raises BrokenPromiseError: who has not.
        """
        for life in self.lives.values():
            _check_bounds(life, days)
        for scid, truth in self.truths.items():
            if truth.closed and not truth.retired and scid in self.honest:
                raise BrokenPromiseError(f"{truth.name} does not sign: {truth.closed}")
        roads = {scid: self._neighbours(truth.name) for scid, truth in self.truths.items()}
        allowed = self._words_that_may_stand()
        for scid, truth in self.truths.items():
            if truth.retired or scid not in self.honest:
                continue
            life = self.lives[truth.name]
            with life.ward.at_work() as world:
                near = roads[scid]
                relays = {one for one in near if not self.truths[one].retired}
                far = {two for one in relays for two in roads[one]} - {scid} - near
                for other in sorted(self.honest - {scid}):
                    self._check_pair(life, other, direct=other in near, near=other in near | far)
                self._check_words(truth.name, scid, allowed)
                for other, row in shown(RESIDENT, world.now()):
                    if other == scid and (truth.name, row.lid) in self.ledger.erased:
                        raise BrokenPromiseError(f"{truth.name} shows {row.lid}, erased")

    def _truth(self, life: Life) -> tuple[str, Truth]:
        with life.ward.at_work():
            own = own_origin()
            feeds = list(Feed.select().where(Feed.origin == own))
            row = Counter.get()
            closed = "restoring" if row.restoring else "two copies" if row.copies else ""
            return own.scid, Truth(
                name=life.ward.name,
                retired=not feeds,
                closed=closed,
                heads={feed.scope: (feed.version, feed.seq, feed.root) for feed in feeds},
                sets={scope: own_set(own, scope) for scope in SCOPES},
            )

    def _neighbours(self, name: str) -> set[str]:
        """Whom this ward follows, among those who are still there."""
        with self.lives[name].ward.at_work():
            rows: Any = Peer.select(Origin.scid).join(Origin).where(Peer.state == "active")
            return {scid for (scid,) in rows.tuples()} & self.truths.keys()

    def _check_pair(self, life: Life, scid: str, *, direct: bool, near: bool) -> None:
        truth = self.truths[scid]
        where = f"{life.ward.name} of {truth.name}"
        origin = Origin.get_or_none(scid=scid)
        for scope in SCOPES:
            feed = Feed.get_or_none(origin=origin, scope=scope) if origin else None
            held = _held(origin, scope) if origin else frozenset()
            if truth.retired or not near or (scope == "adjacent" and not direct):
                if held:
                    raise BrokenPromiseError(f"{where}, {scope}: still {sorted(held)}")
                continue
            stands = (feed.version, feed.seq, feed.root) if feed else None
            if stands != truth.heads[scope]:
                why = _why(origin)
                raise BrokenPromiseError(
                    f"{where}, {scope}: at {stands}, which is at {truth.heads[scope]}; {why}"
                )
            if origin.quarantined:
                raise BrokenPromiseError(f"{where}: in quarantine since {origin.quarantined}")
            self._check_texts(life, where, origin, scope)

    def _check_texts(self, life: Life, where: str, origin: Origin, scope: str) -> None:
        """Nothing of the set is without its text, but for what an admin hid."""
        rows = list(
            Entry.select().where(
                Entry.origin == origin, Entry.scope == scope, Entry.document.is_null()
            )
        )
        lacking = [
            (row.lid, row.code)
            for row in rows
            if row.digest and life.admin.allows(origin.scid, row.lid)
        ]
        if lacking:
            raise BrokenPromiseError(f"{where}, {scope}: no text of {lacking}")

    def _words_that_may_stand(self) -> set[str]:
        """The words of what is live in any feed."""
        sets = {
            scid: [row for rows in truth.sets.values() for row in rows]
            for scid, truth in self.truths.items()
        }
        return {word for words in live_words(self.ledger, sets).values() for word in words}

    def _check_words(self, name: str, scid: str, allowed: set[str]) -> None:
        """What was withdrawn, changed or erased is in no table; a ward keeps what is its own."""
        own = f"wq{self.lives[name].residents.number}n"
        erased = {
            text
            for signed in self.ledger.signed.values()
            if signed.scid == scid and (name, signed.lid) in self.ledger.erased
            for text in signed.title.split()
        }
        liars = {
            f"wq{self.lives[truth.name].residents.number}n"
            for other, truth in self.truths.items()
            if other not in self.honest
        }
        for word, tables in words_left().items():
            if word in allowed or word.startswith(tuple(liars)):
                continue
            if word.startswith(own) and word not in erased:
                continue
            raise BrokenPromiseError(f"{name} still has {word} in {sorted(tables)}")


def _held(origin: Origin, scope: str) -> frozenset[Row]:
    return own_set(origin, scope)


def _why(origin: Origin | None) -> str:
    """What the node knows about why it is behind."""
    if origin is None:
        return "never heard of"
    peer = Peer.get_or_none(origin=origin)
    facts = f"level {origin.level}, distance {origin.distance}, quarantined {origin.quarantined}"
    if peer is None:
        return facts
    tries = f"{peer.failures} failures: {peer.last_error}, next {peer.next_attempt}"
    return f"{facts}, {peer.state}, {tries}"


def _check_bounds(life: Life, days: float) -> None:
    """Storage and traffic stay bounded, whoever floods and however often something fails."""
    asked = life.town.asked_by[life.ward.name] / days
    if asked > MOST_ASKED:
        raise BrokenPromiseError(f"{life.ward.name} asked {asked:.0f} times a day")
    if not life.ward.store.sqlite:
        return
    with life.ward.at_work():
        pages = database.execute_sql("PRAGMA page_count").fetchone()[0]
        size = database.execute_sql("PRAGMA page_size").fetchone()[0]
    if pages * size > MOST_BYTES:
        raise BrokenPromiseError(f"{life.ward.name} has a database of {pages * size} bytes")
