"""What the road does to what is sent over it: lost, late, cut, spoiled, or fallen silent.

Rule 1: the seed decides, so a run that broke can be run again.
Rule 2: good weather is perfect: after :meth:`Weather.clear` everything arrives as it was sent.
"""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.simulation.agenda import DAY, HOUR, Agenda, Dice

OLD_ANSWERS = 4  # of each road, that may still be under way; some are of days ago
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Storm:
    """How much goes wrong: chances a request, and how often something larger happens a day."""

    lost: float = 0.05
    unheard: float = 0.02  # it came, and the answer did not
    spoiled: float = 0.01
    late: float = 0.02  # an answer of earlier comes in place of today's
    twice: float = 0.02
    silences_a_day: float = 0.1  # a node is off, for up to three days
    partitions_a_day: float = 0.3
    clogs_a_day: float = 0.5  # roads to some nodes are stopped one by one, and cleared in any order


CALM = Storm(0, 0, 0, 0, 0, 0, 0, 0)


@dataclass
class Weather:
    """The state of all roads between the nodes called ``names``."""

    agenda: Agenda
    dice: Dice
    names: list[str]
    storm: Storm = CALM
    off: set[str] = field(default_factory=set)
    clogged: set[str] = field(default_factory=set)
    cuts: list[frozenset[str]] = field(default_factory=list)
    _old: dict[tuple[str, str, str], list[Any]] = field(default_factory=dict)

    def begin(self, storm: Storm) -> None:
        """From now on, much is lost, and silences, partitions and clogs come by themselves."""
        self.storm = storm
        for a_day, act in (
            (storm.silences_a_day, self._silence),
            (storm.partitions_a_day, self._partition),
            (storm.clogs_a_day, self._swizzle),
        ):
            if a_day:
                share = a_day * len(self.names) / 8 if act == self._silence else a_day
                self.agenda.every(DAY / share, act, self.dice, jitter=0.9)

    def clear(self) -> None:
        """The sun comes out and stays."""
        self.storm = CALM
        self.off.clear()
        self.clogged.clear()
        self.cuts.clear()
        self._old.clear()

    def passes(self, asker: str, asked: str) -> bool:
        """Whether a question from one to the other is answered at all."""
        if asker in self.off or asked in self.off or asked in self.clogged:
            return False
        if any((asker in side) != (asked in side) for side in self.cuts):
            return False
        return self.dice.random() >= self.storm.lost

    def carries(self, asker: str, asked: str, what: str, answer: Answer) -> Answer:
        """What arrives of an answer: itself, mostly; or one of hours or days ago."""
        if self.storm is CALM:
            return answer
        old = self._old.setdefault((asker, asked, what), [])
        arrived = answer
        if old and self.dice.random() < self.storm.late:
            arrived = self.dice.choice(old)
        if len(old) == OLD_ANSWERS:
            del old[self.dice.randrange(len(old))]
        old.append(answer)
        return arrived

    def comes_twice(self) -> bool:
        """Whether the same question or answer arrives a second time."""
        return self.dice.random() < self.storm.twice

    def is_unheard(self) -> bool:
        """Whether what was asked was done, and nobody hears that it was."""
        return self.dice.random() < self.storm.unheard

    def delay(self) -> float | None:
        """For how many seconds what is sent now lies somewhere, if it does."""
        return self.dice.uniform(0, 3 * DAY) if self.dice.random() < self.storm.late else None

    def spoil(self, answer: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """The same, mostly; or with one bit changed."""
        if self.dice.random() >= self.storm.spoiled:
            return answer
        parts = list(answer)
        at = self.dice.randrange(len(parts))
        body = bytearray(parts[at])
        if body:
            body[self.dice.randrange(len(body))] ^= 1 << self.dice.randrange(8)
        parts[at] = bytes(body)
        return tuple(parts)

    def _silence(self) -> None:
        if self.storm is not CALM:
            self._for_a_while(self.off, self.dice.choice(self.names), 3 * DAY)

    def _swizzle(self) -> None:
        """One road after another is stopped; later they are cleared, in another order."""
        if self.storm is CALM:
            return
        for name in self.dice.sample(self.names, self.dice.randint(1, len(self.names))):
            stopped = self.dice.uniform(0, 2 * HOUR)
            self.agenda.after(stopped, lambda name=name: self._clog(name))  # type: ignore[misc]

    def _clog(self, name: str) -> None:
        if self.storm is not CALM:
            self._for_a_while(self.clogged, name, 6 * HOUR)

    def _for_a_while(self, among: set[str], name: str, longest: float) -> None:
        among.add(name)
        self.agenda.after(self.dice.uniform(0, longest), lambda: among.discard(name))

    def _partition(self) -> None:
        if self.storm is CALM:
            return
        side = frozenset(self.dice.sample(self.names, len(self.names) // 2))
        self.cuts.append(side)
        self.agenda.after(
            self.dice.uniform(0, DAY),
            lambda: self.cuts.remove(side) if side in self.cuts else None,
        )
