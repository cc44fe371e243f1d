"""Many nodes that are only rules, for days: without databases, so a thousand fit in one process."""

from collections import Counter
from dataclasses import dataclass, field
from statistics import mean

from federation.errors import FederationError
from tests.federation.origin import NOON
from tests.simulation import promises
from tests.simulation.agenda import DAY, HOUR, MINUTE, Agenda, Dice
from tests.simulation.mischief import HOSTILE, equivocates
from tests.simulation.publisher import LASTS, Publisher
from tests.simulation.rulenode import RuleNode, Town
from tests.simulation.weather import Storm, Weather

POLL = 15 * MINUTE
OFFERS = 6 * HOUR
HEALING = 4 * DAY  # of good weather, after which all have to agree: debts are paid daily
RESTING = 2 * OFFERS  # in which no feed changes, so the last change has reached everybody
MOST_BYTES = 4 * 1024 * 1024  # of others, with thirty origins of a few dozen listings
NEIGHBOURS = 6


@dataclass
class Outcome:
    """What one run came to."""

    seed: int
    nodes: int
    acts: int
    listings: int
    refused: Counter[str] = field(default_factory=Counter)
    bytes_in: int = 0  # of the busiest node
    asked: int = 0
    held: int = 0
    mean: tuple[float, float, float] = (0, 0, 0)  # the same three of all nodes


class Simulation:
    """``count`` nodes in a ring, each with its nearest :data:`NEIGHBOURS` as peers."""

    def __init__(self, seed: int, count: int, *, storm: Storm, listings_a_day: float = 2) -> None:
        self.seed = seed
        self.dice = Dice(seed)
        self.agenda = Agenda(NOON)
        names = [f"node{number}" for number in range(count)]
        self.storm = storm
        self.weather = Weather(self.agenda, self.dice, names)
        self.town = Town()
        for name in names:
            feed = Publisher(name, self.agenda.now)
            self.town.add(RuleNode(name, self.agenda, self.dice, self.weather, self.town, feed))
        self.honest = set(names)
        self.listings_a_day = listings_a_day
        self.resting = False
        self._connect(names)
        for node in self.town.named.values():
            self._set_going(node)

    def stir(self, *, thefts: int, moves: int, skewed: int, relays: int, liars: int) -> None:
        """Choose who is robbed, who moves, whose clock is wrong, who lies, within the first day."""
        names = sorted(self.honest)
        self.dice.shuffle(names)
        for name in names[:thefts]:
            self._later(lambda node: node.feed.emergency(node.now()), name)
        for name in names[thefts : thefts + moves]:
            self._later(lambda node: node.feed.moves(f"new-{node.name}.example", node.now()), name)
        for name in names[-skewed:] if skewed else ():
            self.town.named[name].skew = self.dice.uniform(-3 * HOUR, 3 * HOUR)
        for number, name in enumerate(names[-relays - liars : -liars or None]):
            self.honest.discard(name)
            self.town.named[name].tampers = HOSTILE[number % len(HOSTILE)](self.dice)
        for name in names[-liars:] if liars else ():
            self.honest.discard(name)
            self._later(lambda node: equivocates(node, self.dice), name)

    def run(self, days: float, healing: float = HEALING) -> Outcome:
        """Storm for so long, then good weather, then every promise.

        :raises BrokenPromiseError: with the seed in its words.
        """
        try:
            self.weather.begin(self.storm)
            acts = self.agenda.run(days * DAY)
            self.weather.clear()
            for node in self.town.named.values():
                node.skew = 0.0
                node.tampers = None
            self.listings_a_day = 0
            acts += self.agenda.run(healing)
            self.resting = True
            acts += self.agenda.run(RESTING)
            promises.check_healed(self.town.named.values(), self.honest)
        except promises.BrokenPromiseError as broken:
            raise promises.BrokenPromiseError(f"seed {self.seed}: {broken}") from broken
        return self._outcome(acts)

    def _connect(self, names: list[str]) -> None:
        for at, name in enumerate(names):
            for step in range(1, NEIGHBOURS // 2 + 1):
                for other in {names[(at + step) % len(names)], names[at - step]} - {name}:
                    if other not in self.town.named[name].peers:
                        self.town.named[name].meets(self.town.named[other])

    def _set_going(self, node: RuleNode) -> None:
        for peer in node.peers:
            self._every(POLL, node, lambda peer=peer: node.polls(peer))  # type: ignore[misc]
            self._every(OFFERS, node, lambda peer=peer: node.hears(peer))  # type: ignore[misc]
        self._every(DAY, node, node.asks_directly)
        self._every(HOUR, node, lambda: self.resting or node.keeps_house())
        self.agenda.every(DAY / 4, lambda: self._check(node), self.dice)
        if self.listings_a_day:
            self.agenda.every(DAY / self.listings_a_day, lambda: self._live(node), self.dice)

    def _every(self, seconds: float, node: RuleNode, act: object) -> None:
        def awake() -> None:
            if node.name not in self.weather.off:
                act()  # type: ignore[operator]

        self.agenda.every(seconds, awake, self.dice)

    def _live(self, node: RuleNode) -> None:
        """People place, change and withdraw."""
        now = node.now()
        if not self.listings_a_day or node.feed.head.published > now:
            return  # a clock that runs behind what was signed: nothing is (§14)
        choice = self.dice.random()
        live = sorted(lid for lid, held in node.feed.live.items() if not held.ended(now))
        if choice < 0.5 or not live:
            shortest, longest = LASTS
            node.feed.posts(now, self.dice.uniform(0, 1) * (longest - shortest) + shortest)
        elif choice < 0.75:
            node.feed.edits(self.dice.choice(live), now)
        else:
            node.feed.withdraws(self.dice.choice(live), now)

    def _check(self, node: RuleNode) -> None:
        promises.check_node(node, self.town.known)
        promises.check_bounds(node, MOST_BYTES)

    def _later(self, act: object, name: str) -> None:
        node = self.town.named[name]

        def acts() -> None:
            try:
                act(node)  # type: ignore[operator]
            except FederationError as error:  # its own clock is too far off to sign a line
                node.refused[error.code] += 1

        self.agenda.after(self.dice.uniform(0.1, 1) * DAY, acts)

    def _outcome(self, acts: int) -> Outcome:
        nodes = list(self.town.named.values())
        costs = [
            (node.traffic.asked, node.traffic.bytes_in, sum(m.bytes_held() for m in mirrors))
            for node, mirrors in ((node, node.mirrors.values()) for node in nodes)
        ]
        asked, bytes_in, held = zip(*costs, strict=True)
        return Outcome(
            seed=self.seed,
            nodes=len(nodes),
            acts=acts,
            listings=sum(node.feed.made for node in nodes),
            refused=sum((node.refused for node in nodes), Counter()),
            bytes_in=max(bytes_in),
            asked=max(asked),
            held=max(held),
            mean=(mean(asked), mean(bytes_in), mean(held)),
        )
