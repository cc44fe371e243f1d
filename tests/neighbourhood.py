"""Whole wards in one process, without a socket: what one publishes, another pulls.

Each ward is the real thing: its own folder, database and Flask application. Only the road between
them is a fake: it hands an address to the other ward's application, and can be cut or tampered
with. All wards share one clock, set by hand.
"""

import gzip
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from federation.errors import (
    BadContentTypeError,
    FederationError,
    TooLargeError,
    UnreachableError,
)
from federation.hosts import base_url
from federation.kinds import KINDS
from federation.request import Request
from federation.sheet import Sheet
from node.app import create_app
from node.config import Config
from node.feed import identity
from node.listings import compose, search
from node.listings import fields as forms
from node.listings.fields import Fields
from node.peering import (
    add,
    applications,
    binding,
    debts,
    errands,
    levels,
    neighbours,
    offers,
    pull,
    signing,
)
from node.residents import accounts, sessions
from node.shown.viewer import ANYONE, Viewer
from node.store.database import Store
from node.upkeep import plan, setup, starting, take
from node.world import Fetched, HashCost, World
from tests.mailbox import Mailbox
from tests.ready import in_a_file
from tests.world import CHEAP, Clock, NewDatabase, copied, make_world

PASSWORD = "een lange zin die niemand raadt"
WARD_CODE = "WK0363ME@2025"
OK = 200

Tampering = Callable[[bytes], bytes]
Making = Callable[["Neighbourhood"], object]


@dataclass(frozen=True)
class Asked:
    """One question that crossed the road, and how large the answer was on it."""

    by: str
    path: str
    status: int
    size: int


@dataclass(frozen=True)
class Posted:
    """One thing that was posted over the road."""

    by: str
    url: str
    body: bytes
    headers: dict[str, str]


@dataclass
class Road:
    """The road from one ward to all others."""

    neighbourhood: "Neighbourhood"
    name: str

    def __call__(
        self,
        url: str,
        *,
        accept: tuple[str, ...],
        limit: int,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """See :class:`node.world.Fetch`."""
        parts = urlsplit(url)
        other = self.neighbourhood.at(parts.netloc)
        if other is None or {self.name, other.name} in self.neighbourhood.cuts:
            raise UnreachableError(host=parts.netloc)
        path = url.removeprefix(f"{parts.scheme}://{parts.netloc}")
        said = {**(headers or {}), "Accept": ", ".join(accept)}
        fetched = self.reach(other, path, said, parts.netloc)
        for start, change in self.neighbourhood.tampering:
            if path.startswith(start) and fetched.status == OK:
                fetched = replace(fetched, body=change(fetched.body))
        self.neighbourhood.asked.append(Asked(self.name, path, fetched.status, len(fetched.body)))
        return _judged(fetched, accept, limit)

    def post(
        self, url: str, *, body: bytes, content_type: str, headers: Mapping[str, str]
    ) -> Fetched:
        """See :class:`node.world.Post`."""
        parts = urlsplit(url)
        other = self.neighbourhood.at(parts.netloc)
        if other is None or {self.name, other.name} in self.neighbourhood.cuts:
            raise UnreachableError(host=parts.netloc)
        self.neighbourhood.posted.append(Posted(self.name, url, body, dict(headers)))
        return other.takes(parts.path, body, {**headers, "Content-Type": content_type})

    def reach(self, other: "Ward", path: str, headers: dict[str, str], host: str) -> Fetched:
        """What the other ward says."""
        return other.answers(path, headers, host=host)


def _judged(fetched: Fetched, accept: tuple[str, ...], limit: int) -> Fetched:
    """What the real door would refuse, this one refuses."""
    if fetched.status != OK:
        return fetched
    found = fetched.headers.get("content-type", "").partition(";")[0]
    if found not in accept:
        raise BadContentTypeError(found=found)
    if len(fetched.body) > limit:
        raise TooLargeError(size=len(fetched.body), limit=limit)
    return fetched


@dataclass
class Ward:
    """One ward: its node, and what people do there."""

    name: str
    world: World
    store: Store
    app: Flask
    neighbourhood: "Neighbourhood"
    typed: dict[str, dict[str, str]] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    token: str | None = None
    former: tuple[str, ...] = ()
    abandoned: set[str] = field(default_factory=set)  # hosts whose name leads nowhere any more

    @property
    def url(self) -> str:
        """Where its site is."""
        return self.world.config.url

    def changes(self, kind: str, host: str | None = None) -> None:
        """An admin plans a change of identity, signs it elsewhere, and hands in the line."""
        with self.at_work() as world:
            self.hands_in(self.signs(plan.ask(world, kind, host=host)))
        self.restarts()

    def signs(self, asked: Request) -> bytes:
        """Whoever keeps the sheets makes the line, on another computer."""
        used, new = self.sheets.pop(0), Sheet(self.world.random(32))
        self.sheets.append(new)
        return asked.line(sheet=used.key, new_sheet=new, now=self.world.now())

    def hands_in(self, line: bytes) -> None:
        """The server takes the finished line."""
        with self.at_work() as world:
            take.take(world, line)

    def restarts(self) -> None:
        """The processes end and start, with what stands on the disk: settings, database, mark."""
        self.store.close()
        config = Config.load(self.world.config.data, {})
        if self.world.config.database:
            config = replace(config, database=self.world.config.database)
        self.world = replace(self.world, config=config)
        self.store = self.opened(config)
        with self.at_work() as world:
            starting.begin(world)
            self.former = starting.former_hosts()
        self.app = create_app(config, self.world, self.store, former=self.former)

    def opened(self, config: Config) -> Store:
        """Its database, at a start."""
        return Store(config.database_url)

    def copied(self, into: "Neighbourhood") -> "Ward":
        """The same ward in another neighbourhood: it is at rest here."""
        folder, road = into.folder / self.name, Road(into, self.name)
        folder.mkdir()
        world = replace(
            copied(self.world, folder, into.new_database),
            clock=into.clock,
            fetch=road,
            post=road.post,
        )
        store = Store(world.config.database_url)
        app = create_app(world.config, world, store, former=self.former)
        return replace(
            self,
            world=world,
            store=store,
            app=app,
            neighbourhood=into,
            typed=deepcopy(self.typed),
            sheets=[*self.sheets],
            abandoned={*self.abandoned},
        )

    @contextmanager
    def at_work(self) -> Iterator[World]:
        """Its database is the current one."""
        with self.store.active():
            yield self.world

    def posts(self, kind: str, title: str, *, reach: str = "everyone", **typed: str) -> str:
        """The node's own organisation places a listing; returns its ``lid``."""
        filled = self._filled(kind, title) | {"reach": reach} | typed
        with self.at_work() as world:
            owner = accounts.node_organisation().id
            lid = compose.place(world, owner=owner, fields=self._read(filled))
        self.typed[lid] = filled
        return lid

    def posts_many(self, count: int, title: str = "Ladder", **typed: str) -> list[str]:
        """Many listings as one change of the feed, called "Ladder 0", "Ladder 1", …"""
        base = self._filled("lending", title) | {"reach": "everyone"} | typed
        with self.at_work() as world:
            owner = accounts.node_organisation().id
            wanted = [
                compose.Wanted(
                    owner=owner, fields=self._read(base | {"title": f"{title} {number}"})
                )
                for number in range(count)
            ]
            return compose.place_many(world, wanted)

    def edits(self, lid: str, **typed: str) -> None:
        """Change a listing that was placed by :meth:`posts`."""
        self.typed[lid] |= typed
        with self.at_work() as world:
            owner = accounts.node_organisation().id
            compose.edit(world, owner=owner, lid=lid, fields=self._read(self.typed[lid]))

    def withdraws(self, lid: str) -> None:
        """Take a listing back."""
        with self.at_work() as world:
            compose.withdraw(world, owner=accounts.node_organisation().id, lid=lid)

    def follows(self, other: "Ward") -> None:
        """Compare the words and follow the other ward."""
        with self.at_work() as world:
            add.follow(world, add.introduce(world, other.url))

    def sends(self) -> int:
        """Post what is due; returns how much of it was taken."""
        with self.at_work() as world:
            return errands.send_due(world)

    def hears_offers(self) -> int:
        """One round of the job that asks peers what they relay; returns how many were asked."""
        with self.at_work() as world:
            return offers.ask_due(world)

    def pays(self) -> int:
        """One round of the job that asks for texts which relays left out; returns how many came."""
        with self.at_work() as world:
            return debts.pay_due(world)

    def binds(self) -> int:
        """One round of the job that asks hosts themselves; returns how many answered rightly."""
        with self.at_work() as world:
            binding.read_logs_due(world)
            return binding.bind_due(world)

    def shows(self, other: "Ward", level: str = "shown") -> None:
        """The admin decides about a ward that was met through another."""
        with other.at_work():
            scid = identity.own_origin().scid
        with self.at_work() as world:
            levels.set_level(world, scid, level)

    def reads_applications(self) -> int:
        """One round of the job; returns how many were let in."""
        with self.at_work() as world:
            return applications.look_due(world)

    def accepts(self, other: "Ward") -> None:
        """The admin says yes to a ward that asks to be a neighbour."""
        with self.at_work() as world:
            applications.accept(world, applications.open_one(world, other.url))

    def residents_see(self) -> list[str]:
        """The titles that a resident finds here, in the order of the alphabet."""
        with self.at_work() as world:
            found = search.find(world, Viewer(1, "resident"), search.Query(limit=1000))
        return sorted(card.title for card in found.cards)

    def pulls(self) -> list[str]:
        """Pull from every ward that this one follows; returns the codes of what was refused."""
        codes = []
        with self.at_work() as world:
            for card in neighbours.all_of(world):
                try:
                    pull.pull_peer(world, card.peer_id)
                except FederationError as error:
                    codes.append(error.code)
        return codes

    def pulls_when_due(self) -> int:
        """One round of the job; returns how many neighbours were due."""
        with self.at_work() as world:
            return pull.pull_due(world)

    def neighbours(self) -> list[neighbours.NeighbourCard]:
        """What the admin sees of the wards that this one follows."""
        with self.at_work() as world:
            return neighbours.all_of(world)

    def titles(self) -> list[str]:
        """The titles that anybody finds here, in the order of the alphabet."""
        with self.at_work() as world:
            found = search.find(world, ANYONE, search.Query(limit=1000))
        return sorted(card.title for card in found.cards)

    def page(self, path: str, *, as_resident: bool = False) -> str:
        """The text of a page, for anybody or for somebody who is signed in.

        Without the mark on its scripts, which is new in each answer.
        """
        client = self.client(as_resident=as_resident)
        text = client.get(path, base_url=self.url, follow_redirects=True).text
        return re.sub(r' nonce="[^"]+"', "", text)

    def client(self, *, as_resident: bool = False) -> FlaskClient:
        """A browser without a window."""
        client = self.app.test_client()
        if as_resident:
            client.set_cookie("wijk", self._signed_in(), domain=f"{self.name}.localhost")
        return client

    def answers(self, path: str, headers: dict[str, str], *, host: str | None = None) -> Fetched:
        """What this ward's application says to another node."""
        response = self.app.test_client().get(
            path,
            base_url=base_url(host) if host else self.url,
            headers={"Accept-Encoding": "gzip", **headers},
        )
        named = {name.lower(): value for name, value in response.headers.items()}
        packed = named.get("content-encoding") == "gzip" and response.data
        return Fetched(
            status=response.status_code,
            headers=named,
            body=gzip.decompress(response.data) if packed else response.data,
        )

    def asks(self, other: "Ward", path: str, **headers: str) -> Fetched:
        """What the other ward answers when this one asks under its own name."""
        with self.at_work() as world:
            signed = signing.signer(world).get(other.url + path)
        return other.answers(path, {**signed, **headers})

    def takes(self, path: str, body: bytes, headers: dict[str, str]) -> Fetched:
        """What this ward's application says to what another node posts."""
        response = self.app.test_client().post(path, base_url=self.url, data=body, headers=headers)
        named = {name.lower(): value for name, value in response.headers.items()}
        return Fetched(status=response.status_code, headers=named, body=response.data)

    def _filled(self, kind: str, title: str) -> dict[str, str]:
        end = self.neighbourhood.clock.now + timedelta(days=60)
        start = self.neighbourhood.clock.now + timedelta(days=20)
        filled = {
            "kind": kind,
            "purpose": "offer",
            "terms": KINDS[kind].terms[0],
            "title": title,
            "text": f"{title}. Kom langs wanneer je wilt.",
            "end": f"{end.day}-{end.month}-{end.year}",
            "place": "Javaplein",
            "geo": "52.361,4.938",
        }
        if KINDS[kind].type == "Event":
            filled |= {"start": f"{start.day}-{start.month}-{start.year}", "start_time": "10:00"}
        return filled

    def _read(self, typed: dict[str, str]) -> Fields:
        reading = forms.read(typed, (), self.world.now())
        assert reading.fields is not None, reading.problems
        return reading.fields

    def _signed_in(self) -> str:
        if self.token is None:
            with self.at_work() as world:
                accounts.create(world, name="Alice Jansen", password=PASSWORD)
                self.token = sessions.sign_in(
                    world, name_or_email="Alice Jansen", password=PASSWORD
                )
        return self.token


class Neighbourhood:
    """Wards that can reach each other, and one clock."""

    def __init__(
        self,
        folder: Path,
        new_database: NewDatabase = in_a_file,
        *,
        hash_cost: HashCost = CHEAP,
    ) -> None:
        self.folder = folder
        self.hash_cost = hash_cost
        self.new_database = new_database
        self.clock = Clock()
        self.wards: dict[str, Ward] = {}
        self.cuts: list[set[str]] = []
        self.tampering: list[tuple[str, Tampering]] = []
        self.asked: list[Asked] = []
        self.posted: list[Posted] = []

    def ward(self, name: str, *, sends_mail: bool = True) -> Ward:
        """A new ward, called ``name``, at ``http://NAME.localhost:8001``."""
        folder = self.folder / name
        folder.mkdir()
        made = make_world(folder, self.new_database(folder), name=name)
        road = Road(self, name)
        world = replace(
            made,
            clock=self.clock,
            fetch=road,
            post=road.post,
            mail=Mailbox() if sends_mail else None,
            hash_cost=self.hash_cost,
        )
        new = setup.make(world, name=name.title(), codes=[WARD_CODE], language="nl")
        store = Store(world.config.database_url)
        app = create_app(world.config, world, store)
        self.wards[name] = Ward(name, world, store, app, self, sheets=list(new.sheets))
        return self.wards[name]

    def begins(self, make: Making) -> dict[str, Ward]:
        """With the wards that ``make`` makes, which it does once in a process: they are copied."""
        first = _made_by(make, self.new_database)
        self.clock.now = first.clock.now
        self.asked, self.posted = [*first.asked], [*first.posted]
        self.wards = {name: ward.copied(self) for name, ward in first.wards.items()}
        return self.wards

    def at(self, host: str) -> Ward | None:
        """The ward that lives at this host."""
        found = [
            ward
            for ward in self.wards.values()
            if host in {ward.world.config.host_name, *ward.former} - ward.abandoned
        ]
        return found[0] if found else None

    def cut(self, one: Ward, other: Ward) -> None:
        """Nothing gets through between these two."""
        self.cuts.append({one.name, other.name})

    def tamper(self, start: str, change: Tampering) -> None:
        """Change the bytes of whatever is fetched from a path that begins like this."""
        self.tampering.append((start, change))

    def befriend(self, one: Ward, other: Ward) -> None:
        """Both admins add the other ward, and the two tell each other."""
        one.follows(other)
        other.follows(one)
        for _ in range(2):
            for ward in (one, other):
                ward.sends()
                ward.reads_applications()

    def rounds(self, count: int = 1) -> None:
        """Every job of every ward in its turn, with a minute between the rounds."""
        for _ in range(count):
            self.clock.forward(minutes=1)
            for ward in self.wards.values():
                ward.sends()
                ward.hears_offers()
                ward.binds()
                ward.pulls_when_due()
                ward.pays()

    def heal(self) -> None:
        """The road is whole and honest again."""
        self.cuts.clear()
        self.tampering.clear()

    def close(self) -> None:
        """Let go of every database."""
        for ward in self.wards.values():
            ward.store.close()


@cache
def _made_by(make: Making, new_database: NewDatabase) -> Neighbourhood:
    """The wards that others are copies of, at rest."""
    folder = tempfile.TemporaryDirectory(prefix="wijk-first-")
    _kept.append(folder)
    made = Neighbourhood(Path(folder.name), new_database)
    make(made)
    made.close()
    return made


_kept: list[tempfile.TemporaryDirectory[str]] = []  # each goes when the process ends
