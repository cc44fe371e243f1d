"""What goes wrong in a ward itself: one line each in :data:`TROUBLES`, and how it is got over.

Rule 1: a trouble begins and ends within the storm; what people do to mend it is part of it.
Rule 2: whoever mends it knows what an admin would know, and uses what an admin has.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from federation import request
from node.feed.identity import own_origin
from node.feed.models import Counter, Origin
from node.peering.models import Peer
from node.upkeep import restore
from tests.backups import Backup, back_up, put_back
from tests.simulation import liars, newer
from tests.simulation.agenda import HOUR, Agenda, Dice
from tests.simulation.life import Life
from tests.simulation.town import StormyWard

FLOOD = 40  # listings at once
FLOODS = 4


@dataclass
class Scene:
    """Where a trouble happens: one node among all, and how long the storm lasts."""

    life: Life
    lives: dict[str, Life]
    agenda: Agenda
    dice: Dice
    seconds: float  # the length of the storm
    newer: list[StormyWard]

    @property
    def ward(self) -> StormyWard:
        """Whose trouble it is."""
        return self.life.ward

    def after(self, share: float, act: Callable[[], object]) -> None:
        """Do this when so much of the storm is over; when the node is off just then, a bit later.

        A crash on the way is no excuse: it is done again.
        """

        def now() -> None:
            if self.life.is_off() or not self.life.does(act):
                self.agenda.after(HOUR, now)

        self.agenda.after(share * self.seconds, now)

    def moment(self, earliest: float, latest: float) -> float:
        """A share of the storm, by chance."""
        return self.dice.uniform(earliest, latest)


def skew(scene: Scene) -> None:
    """Its clock is up to three hours off, and is set wrong anew."""
    for share in (0.0, scene.moment(0.2, 0.5), scene.moment(0.5, 0.9)):
        scene.agenda.after(share * scene.seconds, lambda: _set_clock(scene))


def rotation(scene: Scene) -> None:
    """A planned change of keys; some time later the old key is dropped."""
    scene.after(scene.moment(0.1, 0.5), lambda: once(scene, request.ROTATE))
    scene.after(scene.moment(0.6, 0.9), lambda: once(scene, request.DROP))


def theft(scene: Scene) -> None:
    """Somebody has the keys and answers in its name, until both keys are replaced."""
    scene.agenda.after(scene.moment(0.1, 0.4) * scene.seconds, lambda: _copy(scene))
    scene.after(scene.moment(0.5, 0.7), lambda: once(scene, request.EMERGENCY))
    scene.agenda.after(scene.moment(0.7, 0.95) * scene.seconds, lambda: _copy_ends(scene))


def move(scene: Scene) -> None:
    """It moves to another address; the old one leads there for a while."""
    old = scene.ward.world.config.host_name
    scene.after(scene.moment(0.1, 0.5), lambda: _moves(scene))
    scene.agenda.after(scene.seconds * 1.0 + 60 * HOUR, lambda: scene.ward.abandoned.add(old))


def twin(scene: Scene) -> None:
    """It lives twice, by mistake; the admin turns the other one off and asks the neighbours."""
    scene.agenda.after(scene.moment(0.1, 0.5) * scene.seconds, lambda: _copy(scene))
    scene.agenda.after(0.8 * scene.seconds, lambda: _copy_ends(scene))
    scene.after(0.85, lambda: _asks_back(scene))


def backup(scene: Scene) -> None:
    """A backup of some hours or days ago is put back; the mark may be lost with the disk."""
    held: list[Backup] = []
    began = scene.moment(0.05, 0.5)
    scene.after(began, lambda: held or held.append(back_up(scene.ward, "backup")))
    scene.after(scene.moment(began + 0.1, 0.9), lambda: put_it_back(scene, held))


def hostile(scene: Scene) -> None:
    """It lies about what it relays, each day in another way."""
    for share in (0.0, 0.25, 0.5, 0.75):
        scene.agenda.after(
            share * scene.seconds, lambda: _lies(scene, scene.dice.choice(liars.HOSTILE))
        )
    scene.agenda.after(scene.seconds, lambda: _is_honest(scene))


def equivocation(scene: Scene) -> None:
    """It tells some one thing and others another, under the same number."""
    scene.life.ledger.twice.add(_scid(scene.ward))
    scene.agenda.after(scene.moment(0.1, 0.5) * scene.seconds, lambda: _equivocates(scene))


def flood(scene: Scene) -> None:
    """It places more than anybody wants; its neighbours bound it, and it takes all away again."""
    for _ in range(FLOODS):
        scene.after(scene.moment(0.1, 0.8), lambda: _places_many(scene))
    for other in scene.lives.values():
        if other is not scene.life and scene.dice.random() < 0.5:
            scene.agenda.after(
                scene.moment(0.0, 0.5) * scene.seconds, lambda other=other: _bounds(scene, other)
            )
    scene.after(0.9, lambda: _withdraws_all(scene))


def later_version(scene: Scene) -> None:
    """It runs a version of years from now."""
    scene.newer.append(scene.ward)
    scene.ward.lie = newer.envelopes


def retirement(scene: Scene) -> None:
    """It stops for good."""
    scene.after(scene.moment(0.4, 0.9), lambda: once(scene, request.RETIRE))


Trouble = Callable[[Scene], None]
TROUBLES: Final[tuple[Trouble, ...]] = (
    backup,
    hostile,
    move,
    skew,
    twin,
    rotation,
    equivocation,
    theft,
    flood,
    later_version,
    retirement,
)
LIARS: Final = frozenset({equivocation})  # whose own word need not be agreed about


def _set_clock(scene: Scene) -> None:
    scene.ward.clock.skew = scene.dice.uniform(-3 * HOUR, 3 * HOUR)


def _scid(ward: StormyWard) -> str:
    with ward.at_work():
        return str(own_origin().scid)


def once(scene: Scene, kind: str, host: str | None = None) -> None:
    """A change of identity, unless a crash was after it was taken."""
    ward, key = scene.ward, f"{scene.ward.name} {kind}"
    done = scene.life.done
    with ward.at_work():
        version = own_origin().version
        if done.setdefault(key, version) < version:
            return
    ward.changes(kind, host)


def _moves(scene: Scene) -> None:
    once(scene, request.MOVE, f"https://new-{scene.ward.name}.example")


def _copy(scene: Scene) -> None:
    """The same node a second time: its folder, its database, its keys."""
    ward, town = scene.ward, scene.life.town
    scid = _scid(ward)
    scene.life.ledger.twice.add(scid)
    name = f"{ward.name}-twin"
    folder = town.folder / name
    shutil.copytree(ward.world.config.data, folder, ignore=shutil.ignore_patterns("wijk.db*"))
    held = back_up(ward, "twin")
    Path(held.place).rename(folder / "wijk.db")
    config = replace(ward.world.config, data=folder, database=f"sqlite:///{folder / 'wijk.db'}")
    world = replace(ward.world, config=config)
    other = town.settle(name, world, ward.clock, former=ward.former)
    life = _twin_of(scene.life, other)
    scene.lives[name] = life
    life.begin()


def _twin_of(life: Life, ward: StormyWard) -> Life:
    """The same people and the same admin, from here on for themselves, around another node."""
    admin = life.admin
    return replace(
        life,
        ward=ward,
        residents=life.residents.copied(ward),
        admin=replace(
            admin,
            ward=ward,
            levels=dict(admin.levels),
            hidden=set(admin.hidden),
            filtered=set(admin.filtered),
            bounded=set(admin.bounded),
        ),
        last={},
        done={},
    )


def _copy_ends(scene: Scene) -> None:
    twin = scene.life.town.stormy.get(f"{scene.ward.name}-twin")
    if twin is not None:
        twin.is_gone = True


def _asks_back(scene: Scene) -> None:
    """``wijk restore start``, as soon as the node itself has found out that it lives twice."""
    with scene.ward.at_work() as world:
        if Counter.get().copies is not None:
            restore.begin(world)
            return
    scene.agenda.after(HOUR, lambda: scene.life.does(lambda: _asks_back(scene)))


def put_it_back(scene: Scene, held: list[Backup], without_mark: float = 0.3) -> None:
    """``without_mark``: how likely it is that the mark was lost with the disk."""
    if not held:
        return
    life, ward = scene.life, scene.ward
    if scene.dice.random() < without_mark:
        ward.world.config.mark.unlink(missing_ok=True)
    put_back(ward, held[0])
    life.watch.forgets(ward)
    ward.restarts()
    life.admin.looks_around()
    with ward.at_work():
        life.residents.look_around()
    life.happened["backup put back"] += 1


def _lies(scene: Scene, which: Callable[[Dice], object]) -> None:
    scene.ward.lie = which(scene.dice)  # type: ignore[assignment]


def _is_honest(scene: Scene) -> None:
    scene.ward.lie = None


def _equivocates(scene: Scene) -> None:
    scene.ward.lie = liars.equivocates(scene.ward, scene.life.ledger, scene.dice)


def _places_many(scene: Scene) -> None:
    with scene.ward.at_work() as world:
        scene.life.residents.place_many(world, FLOOD)


def _bounds(scene: Scene, other: Life) -> None:
    scid = _scid(scene.ward)

    def bound() -> None:
        with other.ward.at_work() as world:
            if Origin.get_or_none(scid=scid) and Peer.select().exists():
                other.admin.bound(world, scid)

    other.does(bound)


def _withdraws_all(scene: Scene) -> None:
    with scene.ward.at_work() as world:
        scene.life.residents.withdraw_all(world)
