"""Pictures: upright, small, without anything the camera wrote beside them.

Rule 1: what a person sent is never kept or shown; only what we made of it is.
Rule 2: the size is judged before a pixel is decoded.
Rule 3: a file's name is the digest of what is in it, chosen by us.
"""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import IO

import peewee as pw
from PIL import ExifTags, Image, ImageChops, UnidentifiedImageError

from federation import limits
from federation.canonical import digest as digest_of
from node.feed.models import Origin
from node.listings.cards import Shown
from node.listings.errors import NotFoundError, PictureError
from node.listings.fields import NamedPicture, Problem
from node.listings.models import Draft, Listing, ListingPicture, Picture
from node.residents import watching
from node.shown.reach import visible
from node.shown.viewer import Viewer
from node.store import keeping
from node.translations.catalogue import N_
from node.world import World

MOST_BYTES = 12 * 1024 * 1024  # a phone's photograph, with room to spare
# By its form: what is unpacked at once costs up to 16 bytes a pixel while we are at it, and a node
# may have 200 MB for that. A JPEG comes out of its file small.
MOST_PIXELS = {"JPEG": 33_000_000, "PNG": 16_000_000, "WEBP": 12_200_000}
LONGEST_SIDES = (1_280, 960, 640)  # the first at which the picture fits in what neighbours take
FORMATS = tuple(MOST_PIXELS)
QUALITIES = (82, 65, 50)
TURNS = {  # by what the camera wrote of how it was held
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
MEDIA_TYPE = "image/jpeg"


@dataclass(frozen=True)
class Kept:
    """A picture this node has: its digest, and its size in pixels."""

    digest: str
    width: int
    height: int
    media_type: str = MEDIA_TYPE


def keep(world: World, *, stream: IO[bytes], owner: int | None) -> Kept:
    """Take a picture in: turn it upright, reduce it, drop what is not picture, store it.

    :raises PictureError: when it is too large, or not a picture we know.
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise PictureError(_TOO_LARGE)
    encoded, kept = remade(data)
    write(path_of(world, kept.digest), encoded)
    Picture.insert(
        digest=kept.digest,
        owner=owner,
        media_type=kept.media_type,
        width=kept.width,
        height=kept.height,
        size=len(encoded),
        created=world.now(),
    ).on_conflict(
        conflict_target=[Picture.digest],
        update={Picture.owner: owner, Picture.created: world.now()},
    ).execute()
    return kept


def remade(data: bytes, *, most_pixels: int = max(MOST_PIXELS.values())) -> tuple[bytes, Kept]:
    """What we make of a picture: upright, small, and nothing in it but picture.

    :raises PictureError: when it has too many pixels, or is not a picture we know.
    """
    encoded, size = _encoded(_opened(data, most_pixels))
    return encoded, Kept(digest_of(encoded), *size)


def read(world: World, viewer: Viewer, digest: str) -> tuple[bytes, str]:
    """The picture's bytes and media type, for whoever may see a listing of ours that names it.

    :raises NotFoundError: when there is none, or none of this viewer's to see.
    """
    picture = Picture.get_or_none(digest=digest)
    if picture is None or not _may_see(world, viewer, picture):
        raise NotFoundError(digest)
    return path_of(world, digest).read_bytes(), picture.media_type


def read_outside(world: World, digest: str, *, adjacent: bool = False) -> tuple[bytes, str]:
    """The picture for another node: one that a public listing of ours names (PROTOCOL §7).

    ``adjacent``: the node is a peer, which also has our listings for neighbours.

    :raises NotFoundError: otherwise.
    """
    picture = Picture.get_or_none(digest=digest)
    reaches = ("everyone", "adjacent") if adjacent else ("everyone",)
    named = (
        Listing.select(Listing.id)
        .join(ListingPicture)
        .switch(Listing)
        .join(Origin)
        .where(
            Origin.own,
            ListingPicture.digest == digest,
            Listing.reach.in_(reaches),
            Listing.state == "open",
            Listing.ends > world.now(),
        )
    )
    if picture is None or not named.exists():
        raise NotFoundError(digest)
    return path_of(world, digest).read_bytes(), picture.media_type


def shown(named: Iterable[NamedPicture]) -> list[Shown]:
    """These pictures as a card shows them, with their sizes; those we do not have are left out."""
    wanted = list(named)
    rows = Picture.select().where(Picture.digest.in_([one.digest for one in wanted]))
    sizes = {row.digest: (row.width, row.height) for row in list(rows)} if wanted else {}
    return [
        Shown(one.digest, one.description, *sizes[one.digest])
        for one in wanted
        if one.digest in sizes
    ]


def forget_unused(world: World, *, before_seconds: int) -> int:
    """Delete pictures older than this that no listing names, nor one that somebody is still making;
    returns how many.
    """
    named = ListingPicture.select(ListingPicture.digest)
    anywhere = pw.Value("%").concat(Picture.digest).concat("%")
    drafted = Draft.select(pw.SQL("1")).where(pw.Expression(Draft.fields, pw.OP.ILIKE, anywhere))
    old = int(world.now().timestamp()) - before_seconds
    unused = list(
        Picture.select().where(
            Picture.digest.not_in(named), Picture.created < old, ~pw.fn.EXISTS(drafted)
        )
    )
    for picture in unused:
        drop(world, picture.digest)
    return len(unused)


def drop(world: World, digest: str) -> None:
    """Delete a picture, its bytes and all."""
    Picture.delete().where(Picture.digest == digest).execute()
    path_of(world, digest).unlink(missing_ok=True)


def path_of(world: World, digest: str) -> Path:
    """Where the picture with this digest is kept."""
    return world.config.pictures / digest[-2:] / digest


_TOO_LARGE = Problem(N_("Deze foto is te groot. Kies een andere, of ga door zonder foto."))
_UNKNOWN = Problem(N_("Dit is geen foto die wij kennen. Kies een JPG, PNG of WebP."))


def _opened(data: bytes, most_pixels: int) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=FORMATS) as image:
                if image.width * image.height > min(most_pixels, _most(image.format)):
                    raise PictureError(_TOO_LARGE)
                made = _upright(_small(image)).convert("RGB")
                made.info.clear()  # a comment would be written along
                return made
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(_TOO_LARGE) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise PictureError(_UNKNOWN) from None


def _most(form: str | None) -> int:
    """Of a JPEG with more behind it (depth, a short film), as phones make them, the first counts;
    it has a name of its own.
    """
    return MOST_PIXELS["JPEG" if form == "MPO" else form or ""]


def _small(image: Image.Image) -> Image.Image:
    """At most as large as we keep it, and without transparency: a JPEG has none.

    What shows through is white. Never is there a second whole copy of it.
    """
    image.draft("RGB", (LONGEST_SIDES[0], LONGEST_SIDES[0]))
    if image.mode not in {"RGB", "RGBA", "L", "CMYK"} or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode != "RGBA":
        return _reduced(image)
    image.paste("white", mask=ImageChops.invert(image.getchannel("A")))
    made = Image.merge("RGB", [_reduced(image.getchannel(one)) for one in "RGB"])
    made.info = dict(image.info)  # which way is up
    return made


def _upright(image: Image.Image) -> Image.Image:
    """As it was seen. Pillow's own would write the rest of what a camera wrote anew, and stumble
    over what many a camera got wrong.
    """
    turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    return image if turn is None else image.transpose(turn)


def _reduced(image: Image.Image) -> Image.Image:
    image.thumbnail((LONGEST_SIDES[0], LONGEST_SIDES[0]), Image.Resampling.LANCZOS)
    return image


def _encoded(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    """JPEG bytes that fit within what a neighbour takes (PROTOCOL §14), and the picture's size."""
    for side, quality in product(LONGEST_SIDES, QUALITIES):
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        if buffer.tell() <= limits.IMAGE_BYTES:
            return buffer.getvalue(), image.size
    raise PictureError(_TOO_LARGE)


def write(path: Path, data: bytes) -> None:
    """Keep a picture: all of the file or nothing of it, also when the power goes."""
    if not path.exists():
        keeping.keep(path, data)


def _may_see(world: World, viewer: Viewer, picture: Picture) -> bool:
    """Who sees a listing that names it, full ones too; its maker in whatever state that is, and
    who looks after the site and may have to judge it.
    """
    if viewer.is_resident and picture.owner_id == viewer.resident_id:
        return True
    seen = visible(Listing, viewer, world.now(), full=True)
    if viewer.is_resident:
        seen |= Listing.owner == viewer.resident_id
    named = (
        Listing.select(Listing.id)
        .join(ListingPicture)
        .switch(Listing)
        .join(Origin)
        .where(ListingPicture.digest == picture.digest, Origin.own)
    )
    found: bool = (named if viewer.role in watching.ROLES else named.where(seen)).exists()
    return found
