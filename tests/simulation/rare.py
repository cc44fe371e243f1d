"""What happens to one ward on days that are made for one fault, and seldom by themselves.

Rule 1: each tells its whole story, and leaves nothing to chance.
Rule 2: a node without that fault gets over each of these, as over any other trouble.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs, urlsplit

from federation import page
from federation.request import RETIRE
from node.feed.models import Origin
from node.world import Fetched
from tests.backups import Backup, back_up
from tests.simulation.life import Life
from tests.simulation.residents import BRIEF, LONG
from tests.simulation.troubles import Scene, once, put_it_back

OK: Final = 200
FEED: Final = "/fed/feed/"
NUMBER: Final = re.compile(rb'(?<="wijk:seq":)[0-9]+')


def forgery(scene: Scene) -> None:
    """Somebody on the road makes heads newer than they are."""

    def changed(path: str, body: bytes) -> bytes:
        found = page.read_page(body).head if path.startswith(FEED) else None
        if found is None:
            return body
        return body.replace(found, NUMBER.sub(lambda at: b"%d" % (int(at[0]) + 1), found))

    _places_at(scene, 0.3)
    _on_the_road(scene, changed)


def rewriting(scene: Scene) -> None:
    """Somebody on the road changes the words of its listings."""
    _places_at(scene, 0.3)
    _on_the_road(scene, lambda _path, body: body.replace(b"Ladder", b"Ledger"))


def repetition(scene: Scene) -> None:
    """For a while, whoever asks hears what it had to say at the beginning."""
    held: dict[str, bytes] = {}

    def begins() -> None:
        for scope in ("public", "adjacent"):
            answer = scene.ward.answers(f"/fed/manifest/{scope}", {})
            if answer.status == OK:
                held[scope] = answer.body

    def changed(path: str, body: bytes) -> bytes:
        parts = urlsplit(path)
        scope = parts.path.rpartition("/")[2]
        if scope not in held or scene.agenda.seconds < scene.seconds / 2:
            return body
        if parts.path.startswith("/fed/manifest/"):
            return held[scope]
        if not parts.path.startswith(FEED):
            return body
        return page.build_page(
            host=scene.ward.world.config.host_name,
            scope=scope,
            after=int(parse_qs(parts.query).get("after", ["0"])[0]),
            items=[],
            next_after=None,
            head=page.read_manifest(held[scope]).head,
        )

    scene.after(0.05, begins)
    for share in (0.2, 0.6):
        _places_at(scene, share)
    _on_the_road(scene, changed)


def placing(scene: Scene) -> None:
    """Something is placed for everybody, and something more."""
    for share in (0.2, 0.5):
        _places_at(scene, share)


def sharing(scene: Scene) -> None:
    """Something is placed for neighbours."""
    _places_at(scene, 0.3, reach="adjacent")


def acquaintance(scene: Scene) -> None:
    """Every ward places something, and lets in whomever it meets through others."""

    def lets_in(life: Life) -> None:
        life.admin.is_generous = True
        life.admin.let_in()

    for life in scene.lives.values():
        there = replace(scene, life=life)
        _places_at(there, 0.1)
        for share in (0.4, 0.7, 0.95):
            there.after(share, lambda life=life: lets_in(life))


def brevity(scene: Scene) -> None:
    """Something is placed that ends on the same day."""
    _places_at(scene, 0.3, days=BRIEF)


def withdrawal(scene: Scene) -> None:
    """What is placed for everybody is withdrawn long before its end."""
    residents = scene.life.residents

    def withdraws() -> None:
        with scene.ward.at_work() as world:
            residents.withdraw_all(world)

    _places_at(scene, 0.3)
    scene.after(0.7, withdraws)


def goodbye(scene: Scene) -> None:
    """It stops for good, halfway."""
    _places_at(scene, 0.2)
    scene.after(0.7, lambda: once(scene, RETIRE))


def restored(scene: Scene) -> None:
    """It is put back as it was at the beginning."""
    held: list[Backup] = []
    scene.after(0.1, lambda: held or held.append(back_up(scene.ward, "backup")))
    _places_at(scene, 0.3)
    scene.after(0.7, lambda: put_it_back(scene, held, without_mark=0))


def strictness(scene: Scene) -> None:
    """Its admin hides what others place."""

    def hides() -> None:
        with scene.ward.at_work() as world:
            for origin in list(Origin.select().where(~Origin.own)):
                scene.life.admin.hide(world, origin)

    for other in scene.lives.values():
        _places_at(replace(scene, life=other), 0.2)
    for share in (0.4, 0.6, 0.8):
        scene.after(share, hides)


def departure(scene: Scene) -> None:
    """Somebody comes, places a listing, and leaves for good."""
    residents = scene.life.residents

    def comes() -> None:
        with scene.ward.at_work() as world:
            while not residents.people:
                residents.place(world)

    def goes() -> None:
        with scene.ward.at_work() as world:
            residents.leave(world)

    scene.after(0.3, comes)
    scene.after(0.6, goes)


def _places_at(scene: Scene, share: float, days: float = LONG, reach: str = "everyone") -> None:
    """Two listings more, when so much of the storm is over."""

    def places() -> None:
        with scene.ward.at_work() as world:
            scene.life.residents.place_many(world, 2, days, reach)
        scene.life.nudge()

    scene.after(share, places)


def _on_the_road(scene: Scene, change: Callable[[str, bytes], bytes]) -> None:
    """Until the storm is over, this becomes of what the ward answers about its feeds."""

    def lie(_asker: str, path: str, honest: Fetched) -> Fetched:
        if honest.status != OK or not path.startswith(("/fed/feed/", "/fed/manifest/", "/fed/l/")):
            return honest
        return replace(honest, body=change(path, honest.body))

    def ends() -> None:
        scene.ward.lie = None

    scene.ward.lie = lie
    scene.agenda.after(scene.seconds, ends)
