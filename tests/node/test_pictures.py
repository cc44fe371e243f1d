"""Pictures: what comes in, what is kept, and who may see it."""

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from federation import limits
from federation.canonical import digest
from node.listings import again, closing, compose, drafts, fields, pictures, read, withdrawing
from node.listings.errors import NotFoundError, PictureError
from node.listings.models import Picture
from node.residents.models import Resident
from node.shown.viewer import ANYONE, Viewer
from node.world import World
from tests.node.filling import LADDER
from tests.world import Clock

LARGEST = {"JPEG": (6600, 5000), "PNG": (4600, 3470), "WEBP": (4032, 3024)}
MEASURED = """
import sys
from resource import RUSAGE_SELF, getrusage
from time import process_time
from node.listings import pictures
data = sys.stdin.buffer.read()
before, began = getrusage(RUSAGE_SELF).ru_maxrss, process_time()
pictures.remade(data)
print((getrusage(RUSAGE_SELF).ru_maxrss - before) / 1024, process_time() - began)
"""


def image(size: tuple[int, int] = (600, 300), form: str = "JPEG", **options: object) -> BytesIO:
    mode = "RGBA" if form == "PNG" else "RGB"
    stream = BytesIO()
    Image.new(mode, size, "teal").save(stream, form, **options)
    return BytesIO(stream.getvalue())


def noise(side: int) -> BytesIO:
    stream = BytesIO()
    Image.effect_noise((side, side), 100).convert("RGB").save(stream, "JPEG", quality=95)
    return BytesIO(stream.getvalue())


def place_with(world: World, owner: Resident, picture: str, reach: str) -> str:
    named = (fields.NamedPicture(picture, "Een ladder"),)
    values = fields.read(LADDER | {"reach": reach}, named, world.now()).fields
    assert values is not None
    return compose.place(world, owner=owner.id, fields=values)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_small_jpeg(world: World, alice: Resident, form: str) -> None:
    kept = pictures.keep(world, stream=image((3000, 1500), form), owner=alice.id)
    data = pictures.path_of(world, kept.digest).read_bytes()
    assert (kept.width, kept.height) == (1280, 640)
    assert digest(data) == kept.digest
    assert Image.open(BytesIO(data)).format == "JPEG"


def test_LI_05_what_was_written_beside_it_is_gone_and_up_is_up(
    world: World, alice: Resident
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    beside = {"exif": exif, "comment": b"Kerkstraat 5", "xmp": b"<x>Kerkstraat 5</x>"}
    kept = pictures.keep(world, stream=image((600, 300), **beside), owner=alice.id)
    data = pictures.path_of(world, kept.digest).read_bytes()
    assert (kept.width, kept.height) == (300, 600)
    assert not Image.open(BytesIO(data)).getexif()
    assert not any(word in data for word in (b"Exif", b"Kerkstraat"))


def test_LI_05_what_is_more_than_a_picture_becomes_one(world: World, alice: Resident) -> None:
    """A file that is a page too, and one that moves."""
    page = BytesIO(image().getvalue() + b"<html><script>alert(1)</script>")
    moving = BytesIO()
    frames = [Image.new("RGB", (60, 30), colour) for colour in ("red", "blue")]
    frames[0].save(moving, "WEBP", save_all=True, append_images=frames[1:])
    for stream in (page, BytesIO(moving.getvalue())):
        kept = pictures.keep(world, stream=stream, owner=alice.id)
        data = pictures.path_of(world, kept.digest).read_bytes()
        assert b"script" not in data
        made = Image.open(BytesIO(data))
        assert (made.format, getattr(made, "n_frames", 1)) == ("JPEG", 1)


@pytest.mark.parametrize(
    ("turn", "corner"), [(1, 0), (2, 1), (3, 2), (4, 3), (5, 0), (6, 1), (7, 2), (8, 3)]
)
def test_LI_05_up_is_up_however_the_camera_was_held(turn: int, corner: int) -> None:
    """The dark corner of the file: clockwise from the top left, where it is to be seen."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    made = Image.new("L", (64, 64), 255)
    made.paste(0, (0, 0, 32, 32))
    stream = BytesIO()
    made.save(stream, "JPEG", exif=exif)
    data, _ = pictures.remade(stream.getvalue())
    seen = Image.open(BytesIO(data)).convert("L")
    corners = [(16, 16), (48, 16), (48, 48), (16, 48)]
    assert [seen.getpixel(one) < 128 for one in corners].index(True) == corner


def test_LI_05_what_a_camera_wrote_wrongly_beside_it_is_no_matter() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.XResolution] = 72.0
    data = image((60, 30), exif=exif).getvalue()
    rational = b"\x01\x1a\x00\x05\x00\x00\x00\x01"
    as_text = b"\x01\x1a\x00\x02\x00\x00\x00\x08"
    assert data.count(rational) == 1
    _, kept = pictures.remade(data.replace(rational, as_text))
    assert (kept.width, kept.height) == (30, 60)


def test_LI_05_of_a_phones_picture_with_more_behind_it_the_first_is_kept(
    world: World, alice: Resident
) -> None:
    stream = BytesIO()
    frames = [Image.new("RGB", (60, 30), colour) for colour in ("red", "blue")]
    frames[0].save(stream, "MPO", save_all=True, append_images=frames[1:])
    kept = pictures.keep(world, stream=BytesIO(stream.getvalue()), owner=alice.id)
    red, _green, blue = Image.open(pictures.path_of(world, kept.digest)).getpixel((5, 5))
    assert red > blue


def test_what_shows_through_is_white() -> None:
    stream = BytesIO()
    Image.new("RGBA", (60, 30), (255, 0, 0, 0)).save(stream, "PNG")
    data, _ = pictures.remade(stream.getvalue())
    assert Image.open(BytesIO(data)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(("form", "size"), LARGEST.items())
def test_LI_05_the_largest_takes_less_than_200_MB_and_2_s(form: str, size: tuple[int, int]) -> None:
    assert size[0] * size[1] > 0.99 * pictures.MOST_PIXELS[form]
    stream = BytesIO()
    quick = {"method": 0, "quality": 0} if form == "WEBP" else {}
    Image.new("RGB" if form == "JPEG" else "RGBA", size).save(stream, form, **quick)
    script = [sys.executable, "-c", MEASURED]
    done = subprocess.run(script, input=stream.getvalue(), capture_output=True, check=True)
    more, seconds = map(float, done.stdout.split())
    assert more < 200
    assert seconds < 2


def test_a_busy_picture_still_fits_what_neighbours_take(world: World, alice: Resident) -> None:
    kept = pictures.keep(world, stream=noise(1000), owner=alice.id)
    assert pictures.path_of(world, kept.digest).stat().st_size <= limits.IMAGE_BYTES


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\xff\xd8\xff\xe0" + b"\0" * 50,
        b"GIF89a" + b"\0" * 50,
        image().getvalue()[:200],
    ],
)
def test_LI_05_what_is_no_picture_is_told(world: World, alice: Resident, data: bytes) -> None:
    with pytest.raises(PictureError) as refused:
        pictures.keep(world, stream=BytesIO(data), owner=alice.id)
    assert "JPG" in refused.value.problem.sentence
    assert Picture.select().count() == 0


@pytest.fixture(scope="module")
def bomb() -> bytes:
    stream = BytesIO()
    Image.new("1", (50_000, 50_000)).save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def test_LI_05_a_bomb_is_seen_before_it_goes_off(
    world: World, alice: Resident, bomb: bytes
) -> None:
    assert len(bomb) < pictures.MOST_BYTES
    with pytest.raises(PictureError):
        pictures.keep(world, stream=BytesIO(bomb), owner=alice.id)


def test_too_many_bytes_are_not_read(world: World, alice: Resident) -> None:
    stream = BytesIO(image().getvalue() + b"\0" * (pictures.MOST_BYTES + 10))
    with pytest.raises(PictureError):
        pictures.keep(world, stream=stream, owner=alice.id)
    assert stream.tell() == pictures.MOST_BYTES + 1


def test_B7_a_picture_is_seen_by_whom_its_listing_is(
    world: World, alice: Resident, bob: Resident
) -> None:
    kept = pictures.keep(world, stream=image(), owner=alice.id)
    eyes = {"alice": Viewer(alice.id), "bob": Viewer(bob.id), "anyone": ANYONE}

    def who_sees() -> set[str]:
        seen = set()
        for name, viewer in eyes.items():
            try:
                pictures.read(world, viewer, kept.digest)
            except NotFoundError:
                continue
            seen.add(name)
        return seen

    assert who_sees() == {"alice"}
    ward = place_with(world, alice, kept.digest, "ward")
    assert who_sees() == {"alice", "bob"}
    everyone = place_with(world, alice, kept.digest, "everyone")
    assert who_sees() == {"alice", "bob", "anyone"}
    for lid in (ward, everyone):
        compose.withdraw(world, owner=alice.id, lid=lid)
    assert who_sees() == {"alice"}


def sees(world: World, viewer: Viewer, picture: str) -> bool:
    try:
        pictures.read(world, viewer, picture)
    except NotFoundError:
        return False
    return True


def test_B7_on_the_page_of_what_is_full_its_picture_is_seen_too(
    world: World, alice: Resident, bob: Resident
) -> None:
    kept = pictures.keep(world, stream=image(), owner=alice.id)
    lid = place_with(world, alice, kept.digest, "ward")
    closing.change(world, lid=lid, was="open", to="full")
    [shown] = read.one(world, Viewer(bob.id), lid=lid).pictures
    assert sees(world, Viewer(bob.id), shown.digest)
    assert not sees(world, ANYONE, shown.digest)


def test_ones_own_picture_stays_ones_own_when_somebody_else_sends_the_same(
    world: World, alice: Resident, bob: Resident
) -> None:
    kept = pictures.keep(world, stream=image(), owner=alice.id)
    lid = place_with(world, alice, kept.digest, "ward")
    again.pause(world, owner=alice.id, lid=lid)
    pictures.keep(world, stream=image(), owner=bob.id)
    assert sees(world, Viewer(alice.id), kept.digest)


@pytest.mark.parametrize("role", ["moderator", "admin"])
def test_who_has_to_judge_a_listing_sees_its_picture(
    world: World, alice: Resident, bob: Resident, role: str
) -> None:
    kept = pictures.keep(world, stream=image(), owner=alice.id)
    lid = place_with(world, alice, kept.digest, "ward")
    withdrawing.take_off(world, lid=lid, state=withdrawing.HIDDEN)
    assert not sees(world, Viewer(bob.id, "resident"), kept.digest)
    assert sees(world, Viewer(bob.id, role), kept.digest)
    other = pictures.keep(world, stream=image((20, 20)), owner=alice.id)
    assert not sees(world, Viewer(bob.id, role), other.digest), "of a draft nobody judges"


def test_a_picture_that_is_not_there_cannot_be_named(world: World, alice: Resident) -> None:
    with pytest.raises(NotFoundError):
        place_with(world, alice, "uEi" + "A" * 43, "ward")


def test_unused_pictures_go_after_a_day(world: World, alice: Resident) -> None:
    assert isinstance(world.clock, Clock)
    used = pictures.keep(world, stream=image(), owner=alice.id)
    unused = pictures.keep(world, stream=image((10, 10)), owner=alice.id)
    drafted = pictures.keep(world, stream=image((20, 20)), owner=alice.id)
    drafts.save(world, owner=alice.id, typed={"picture_1_digest": drafted.digest})
    place_with(world, alice, used.digest, "ward")
    assert pictures.forget_unused(world, before_seconds=86_400) == 0
    world.clock.forward(days=2)
    assert pictures.forget_unused(world, before_seconds=86_400) == 1
    assert pictures.path_of(world, used.digest).exists()
    assert pictures.path_of(world, drafted.digest).exists(), "it was found again with its draft"
    assert not pictures.path_of(world, unused.digest).exists()
