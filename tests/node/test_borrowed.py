"""Pictures of neighbours: fetched when looked for, shown as our own copy, gone with the listing."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from federation.canonical import digest as digest_of
from node.feed.models import Origin
from node.listings import borrowed, compose, fields, pictures
from node.listings.errors import NotFoundError, NotYetError
from node.listings.models import NeighbourPicture, Picture
from node.peering import approvals, levels, neighbours, standing
from node.peering import pictures as fetching
from node.peering.models import Peer
from node.residents import accounts
from node.shown.decisions import APPROVED, HIDDEN
from node.shown.viewer import ANYONE, Viewer
from node.upkeep import sweeping
from tests.neighbourhood import Asked, Neighbourhood, Ward
from tests.node.filling import LADDER
from tests.node.test_pictures import image


@pytest.fixture
def elm(neighbourhood: Neighbourhood) -> Ward:
    """A ward that has pictures."""
    return neighbourhood.ward("elm")


@pytest.fixture
def oak(neighbourhood: Neighbourhood, elm: Ward) -> Ward:
    """A ward that is elm's peer."""
    made = neighbourhood.ward("oak")
    neighbourhood.befriend(elm, made)
    return made


def place(ward: Ward, picture: str, title: str = "Ladder", reach: str = "everyone") -> str:
    with ward.at_work() as world:
        typed = LADDER | {"title": title, "reach": reach}
        named = (fields.NamedPicture(picture, "Een ladder tegen een muur"),)
        read = fields.read(typed, named, world.now()).fields
        assert read is not None
        owner = accounts.node_organisation().id
        return compose.place(world, owner=owner, fields=read)


def taken(ward: Ward, stream: BytesIO) -> str:
    """A picture that the ward took in as it takes in all."""
    with ward.at_work() as world:
        return pictures.keep(world, stream=stream, owner=None).digest


def slipped_in(ward: Ward, data: bytes, media_type: str = "image/png") -> str:
    """Bytes that a hostile ward serves under their right digest, whatever they are."""
    name = digest_of(data)
    with ward.at_work() as world:
        pictures.write(pictures.path_of(world, name), data)
        Picture.create(
            digest=name,
            media_type=media_type,
            width=40,
            height=30,
            size=len(data),
            created=world.now(),
        )
    return name


def look(ward: Ward, picture: str, *, resident: bool = False) -> int:
    """Somebody's browser asks for it; the status."""
    client = ward.client(as_resident=resident)
    return client.get(f"/foto/{picture}", base_url=ward.url).status_code


def fetch(ward: Ward) -> int:
    with ward.at_work() as world:
        return fetching.fetch_due(world)


def copies(ward: Ward) -> list[Path]:
    return [path for path in ward.world.config.borrowed.rglob("*") if path.is_file()]


def media(neighbourhood: Neighbourhood) -> list[Asked]:
    return [one for one in neighbourhood.asked if one.path.startswith("/fed/media/")]


def test_LI_04_FE_21_it_is_fetched_when_looked_for_and_served_from_here(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    picture = taken(elm, image((600, 300)))
    lid = place(elm, picture)
    oak.pulls()
    assert fetch(oak) == 0
    page = oak.page("/")
    assert f'src="/foto/{picture}" alt="Een ladder tegen een muur" width="640"' in page
    for _ in range(2):
        answer = oak.client().get(f"/foto/{picture}", base_url=oak.url)
        assert (answer.status_code, answer.mimetype) == (404, "image/svg+xml")
        assert answer.headers["Cache-Control"] == "no-store"
        assert b"<svg" in answer.data
    assert (fetch(oak), fetch(oak)) == (1, 0)
    assert [(one.by, one.status) for one in media(neighbourhood)] == [("oak", 200)]
    answer = oak.client().get(f"/foto/{picture}", base_url=oak.url)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert Image.open(BytesIO(answer.data)).size == (600, 300)
    [copy] = copies(oak)
    assert copy.name == digest_of(answer.data) == answer.get_etag()[0]
    listing = oak.page(f"/n/{scid(elm)}/l/{lid}")
    assert 'width="600" height="300"' in listing
    assert elm.url + "/fed" not in page + listing
    assert elm.url + "/foto" not in page + listing

    elm.withdraws(lid)
    oak.pulls()
    answer = oak.client().get(f"/foto/{picture}", base_url=oak.url)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    with oak.at_work() as world:
        assert borrowed.forget_unnamed(world) == 1
    assert copies(oak) == []
    assert len(media(neighbourhood)) == 1


def test_what_waits_for_a_yes_is_judged_with_its_pictures(elm: Ward, oak: Ward) -> None:
    picture = taken(elm, image((60, 40)))
    with oak.at_work() as world:
        levels.set_level(world, scid(elm), "approval")
    lid = place(elm, picture)
    oak.pulls()
    moderator, resident = Viewer(1, "moderator"), Viewer(2, "resident")
    with oak.at_work() as world:
        [card] = approvals.waiting(world, scid(elm))
        assert [one.digest for one in card.pictures] == [picture]
        for viewer in (ANYONE, resident):
            with pytest.raises(NotFoundError):
                borrowed.read(world, viewer, picture)
        assert fetching.fetch_due(world) == 0, "who may not see it does not have it fetched"
        with pytest.raises(NotYetError):
            borrowed.read(world, moderator, picture)
        assert fetching.fetch_due(world) == 1
        assert borrowed.read(world, moderator, picture)[1] == "image/jpeg"
        for viewer in (ANYONE, resident):
            with pytest.raises(NotFoundError):
                borrowed.read(world, viewer, picture)
        levels.decide(world, scid(elm), lid, APPROVED)
        assert borrowed.read(world, ANYONE, picture)[1] == "image/jpeg"
        levels.decide(world, scid(elm), lid, HIDDEN)
        with pytest.raises(NotFoundError):
            borrowed.read(world, moderator, picture)


def test_FE_18_who_hangs_or_did_not_answer_keeps_no_other_picture_waiting(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    ash = neighbourhood.ward("ash")
    neighbourhood.befriend(ash, oak)
    named = [taken(ward, image(size)) for ward, size in ((elm, (60, 40)), (ash, (40, 60)))]
    for ward, picture in zip((elm, ash), named, strict=True):
        place(ward, picture)
    assert oak.pulls() == []
    assert [look(oak, picture) for picture in named] == [404, 404]
    with oak.at_work() as world:
        with standing.at(world, elm.url.removeprefix("http://")):  # somebody of us hangs there
            assert fetching.fetch_due(world) == 1
        due = NeighbourPicture.select().where(NeighbourPicture.due.is_null(is_null=False))
        assert [row.attempts for row in due] == [0]
        Peer.update(failures=1).where(Peer.url == elm.url).execute()
        assert (fetching.fetch_healthy(world), fetching.fetch_failing(world)) == (0, 1)
    assert [look(oak, picture) for picture in named] == [200, 200]


def scid(ward: Ward) -> str:
    with ward.at_work():
        return str(Origin.get(own=True).scid)


def test_B7_for_neighbours_it_is_for_residents_and_asked_under_our_name(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    picture = taken(elm, image())
    place(elm, picture, reach="adjacent")
    oak.pulls()
    assert look(oak, picture) == 404
    assert fetch(oak) == 0, "a stranger makes us fetch nothing of what they may not see"
    assert look(oak, picture, resident=True) == 404
    assert fetch(oak) == 1
    assert look(oak, picture, resident=True) == 200
    assert look(oak, picture) == 404
    with oak.at_work() as world:
        levels.set_level(world, scid(elm), "hidden")
    assert look(oak, picture, resident=True) == 404
    with oak.at_work() as world:
        assert borrowed.forget_unnamed(world) == 1


def bomb() -> bytes:
    stream = BytesIO()
    Image.new("1", (12_000, 12_000)).save(stream, "PNG")
    return stream.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HOSTILE = {
    "a bomb": (bomb(), "image/png", "bad_content_type"),
    "a drawing": (SVG, "image/svg+xml", "bad_content_type"),
    "a drawing under a false name": (SVG + b" ", "image/png", "bad_content_type"),
    "half a picture": (image().getvalue()[:200], "image/jpeg", "bad_content_type"),
    "too many bytes": (image().getvalue() + bytes(200 * 1024), "image/jpeg", "too_large"),
    "nothing": (b"", "image/webp", "bad_content_type"),
}


def test_LI_05_a_hostile_picture_shows_nothing_and_is_not_asked_for_again(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    named = {}
    for what, (data, media_type, code) in HOSTILE.items():
        named[slipped_in(elm, data, media_type)] = (what, code)
    for picture, (what, _) in named.items():
        with elm.at_work():
            serves = Picture.get(digest=picture).media_type
            Picture.update(media_type="image/png").where(Picture.digest == picture).execute()
        place(elm, picture, what)
        with elm.at_work():
            Picture.update(media_type=serves).where(Picture.digest == picture).execute()
    honest = taken(elm, image())
    place(elm, honest)
    neighbourhood.tamper(f"/fed/media/{honest}", lambda _data: image((50, 50)).getvalue())
    named[honest] = ("other bytes", "digest_mismatch")
    assert oak.pulls() == []
    for _twice in range(2):
        assert {look(oak, picture) for picture in named} == {404}
        assert fetch(oak) == 0
        neighbourhood.clock.forward(hours=2)
    assert len(media(neighbourhood)) == len(named)
    assert copies(oak) == []
    with oak.at_work():
        found = {row.digest: row.code for row in list(NeighbourPicture.select())}
    assert found == {picture: code for picture, (_, code) in named.items()}
    page = oak.page("/")
    for picture, (what, _) in named.items():
        assert picture not in page, what
    assert "too many bytes" in page

    neighbourhood.heal()
    neighbourhood.clock.forward(days=8)
    with oak.at_work() as world:
        assert borrowed.forget_unnamed(world) == len(named), "after a week it may be tried anew"
    oak.pulls()
    assert look(oak, honest) == 404
    assert fetch(oak) == 1


def test_who_does_not_answer_is_asked_less_often_and_holds_up_nobody(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    ash = neighbourhood.ward("ash")
    neighbourhood.befriend(ash, oak)
    theirs = [taken(elm, image((40, side))) for side in (30, 31)]
    other = taken(ash, image((40, 32)))
    for picture in theirs:
        place(elm, picture)
    place(ash, other, "Trap")
    oak.pulls()
    for picture in (*theirs, other):
        assert look(oak, picture) == 404
    neighbourhood.cut(elm, oak)
    assert fetch(oak) == 1
    assert look(oak, other) == 200
    for _ in range(200):
        neighbourhood.clock.forward(minutes=1)
        fetch(oak)
    with oak.at_work():
        rows = list(NeighbourPicture.select().where(NeighbourPicture.digest.in_(theirs)))
        assert {(row.attempts, row.code, row.due) for row in rows} == {
            (fetching.TRIES, "unreachable", None)
        }
        neighbours.pause(oak.world, scid(ash), on=True)
        NeighbourPicture.delete().execute()
    assert look(oak, other) == 404
    assert fetch(oak) == 0
    assert [one.by for one in media(neighbourhood)] == ["oak"], "of a paused ward nothing is asked"


def test_whoever_of_them_has_it_gives_it(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    """Nobody makes another's picture disappear by naming it too."""
    ash = neighbourhood.ward("ash")
    neighbourhood.befriend(ash, oak)
    data = image()
    picture = slipped_in(elm, b"not this")
    real = taken(ash, data)
    place(ash, real, "Trap")
    with elm.at_work():
        Picture.update(digest=real).where(Picture.digest == picture).execute()
        pictures.write(pictures.path_of(elm.world, real), b"not this")
    place(elm, real)
    oak.pulls()
    assert look(oak, real) == 404
    assert fetch(oak) == 1
    assert look(oak, real) == 200


def test_they_fit_in_a_bound_and_what_is_lost_is_fetched_again(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was looked at longest ago goes first. A file that no row knows is swept up."""
    names = [taken(elm, image((40, side))) for side in (30, 31, 32)]
    for picture in names:
        place(elm, picture)
    oak.pulls()
    for picture in names:
        look(oak, picture)
        assert fetch(oak) == 1
        neighbourhood.clock.forward(hours=30)
    assert look(oak, names[0]) == 200
    with oak.at_work() as world:
        size = NeighbourPicture.get(digest=names[2]).size
        assert borrowed.make_room(world) == 0
        assert borrowed.make_room(world, most=size * 2) == 1
    assert [look(oak, picture) for picture in names] == [200, 404, 200]
    assert fetch(oak) == 1
    assert [look(oak, picture) for picture in names] == [200, 200, 200]

    here = copies(oak)
    stray = here[0].with_name("stray")
    stray.write_bytes(b"half a picture")
    monkeypatch.setattr(sweeping, "OLD_SECONDS", -(10**10))
    with oak.at_work() as world:
        assert sweeping.sweep(world) == 1
    assert copies(oak) == here
    here[0].unlink()
    assert sorted(look(oak, picture) for picture in names) == [200, 200, 404]
    assert fetch(oak) == 1
    assert [look(oak, picture) for picture in names] == [200, 200, 200]


def test_a_neighbour_that_names_our_own_picture_does_not_open_it(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    picture = taken(oak, image())
    place(oak, picture, reach="ward")
    assert look(oak, picture) == 404
    assert taken(elm, image()) == picture
    place(elm, picture, "Trap")
    oak.pulls()
    assert look(oak, picture) == 404
    assert fetch(oak) == 1
    assert look(oak, picture) == 200, "theirs, from them"


def test_through_a_relay_it_is_asked_of_the_origin_itself(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    ash = neighbourhood.ward("ash")
    neighbourhood.befriend(oak, ash)
    picture = taken(elm, image())
    place(elm, picture)
    neighbourhood.rounds(2)
    ash.shows(elm)
    neighbourhood.rounds(2)
    assert look(ash, picture) == 404
    assert fetch(ash) == 1
    assert look(ash, picture) == 200
    assert [one.by for one in media(neighbourhood)] == ["ash"]
