"""Pictures of neighbours: wanted when first looked for, kept as our own copy, let go of in time.

Rule 1: nothing is fetched here; whoever fetches hands in bytes, and those are believed only when
they are what the listing names (PROTOCOL §9.7). What is shown is our own making of them.
Rule 2: a picture is seen by whom a listing that names it is, and by who has to judge that; it goes
with the last such listing.
Rule 3: in all no more than :data:`PICTURES_BYTES`; what was not looked at for longest goes first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import peewee as pw

from federation.canonical import digest as digest_of
from federation.errors import BadContentTypeError, DigestMismatchError, TooLargeError
from federation.limits import IMAGE_BYTES, PICTURES_BYTES
from node.feed.models import Origin
from node.listings import pictures
from node.listings.errors import NotFoundError, NotYetError, PictureError
from node.listings.models import Listing, ListingPicture, NeighbourPicture
from node.residents import watching
from node.shown.reach import awaited, visible
from node.shown.viewer import Viewer
from node.store.database import in_passing
from node.world import World

LOOKED_AT = 500  # of what is wanted, in a round
MOST_PIXELS = 8_000_000  # what 200 KiB may unfold to; what neighbours send is far below it
SEEN_EVERY: Final = timedelta(days=1)  # a look is written down this often
TRIED_AGAIN: Final = timedelta(days=7)  # what was given up is wanted anew after this
SOMEBODY: Final = Viewer(0, "moderator")  # who sees most: what nobody here may see is not fetched


@dataclass(frozen=True)
class Wanted:
    """A picture that is to be fetched, and the origins that name it: ids, the likeliest first."""

    digest: str
    attempts: int
    due: datetime
    origins: Sequence[int]


def read(world: World, viewer: Viewer, digest: str) -> tuple[bytes, str, str]:
    """Bytes, media type and tag of our copy, for whoever may see a listing that names it.

    One that is not here is wanted from now on.

    :raises NotFoundError: it is none of this viewer's to see.
    :raises NotYetError: it is not here.
    """
    if not _named(world, viewer, digest).exists():
        raise NotFoundError(digest)
    held = NeighbourPicture.get_or_none(digest=digest)
    data = None if held is None else _bytes(world, held.kept)
    if held is None or held.kept is None or data is None:
        _want(world, digest, held)
        raise NotYetError(digest)
    if world.now() - held.seen > SEEN_EVERY:
        with in_passing():
            _change(digest, seen=world.now())
    return data, pictures.MEDIA_TYPE, held.kept


def due(world: World) -> Iterator[Wanted]:
    """What is to be fetched now, what was never tried first. What nobody may see is let go of."""
    rows = NeighbourPicture.select().where(NeighbourPicture.due <= world.now())
    order = (NeighbourPicture.attempts, NeighbourPicture.due)  # who hangs keeps nobody waiting
    for row in list(rows.order_by(*order).limit(LOOKED_AT)):
        named = _named(world, SOMEBODY, row.digest).select(Listing.origin).distinct()
        origins = [listing.origin_id for listing in list(named)]
        if origins:
            yield Wanted(row.digest, row.attempts, row.due, origins)
        else:
            NeighbourPicture.delete().where(NeighbourPicture.digest == row.digest).execute()


def claim(wanted: Wanted, again: datetime) -> bool:
    """Take this turn, unless another process has it; ``again`` is next if this comes to nothing."""
    taken: int = (
        NeighbourPicture.update(due=again, attempts=wanted.attempts + 1)
        .where(NeighbourPicture.digest == wanted.digest, NeighbourPicture.due == wanted.due)
        .execute()
    )
    return bool(taken)


def keep(world: World, *, digest: str, data: bytes) -> None:
    """Make our copy of a picture that came, and keep it.

    :raises FederationError: these are other bytes than the listing names, too many, or no picture.
    """
    if len(data) > IMAGE_BYTES:
        raise TooLargeError(size=len(data), limit=IMAGE_BYTES)
    found = digest_of(data)
    if found != digest:
        raise DigestMismatchError(announced=digest, found=found)
    try:
        encoded, made = pictures.remade(data, most_pixels=MOST_PIXELS)
    except PictureError as error:
        raise BadContentTypeError(found="image") from error
    pictures.write(path_of(world, made.digest), encoded)
    _change(
        digest,
        due=None,
        code="",
        kept=made.digest,
        width=made.width,
        height=made.height,
        size=len(encoded),
    )
    make_room(world)


def give_up(digest: str, code: str) -> None:
    """It is not asked for again; nothing is shown in its place."""
    _change(digest, due=None, code=code)


def make_room(world: World, *, most: int = PICTURES_BYTES) -> int:
    """Let go of what was not looked at for longest, until all fit in ``most`` bytes; how many."""
    kept = NeighbourPicture.kept.is_null(is_null=False)
    total = NeighbourPicture.select(pw.fn.SUM(NeighbourPicture.size)).where(kept).scalar() or 0
    if total <= most:
        return 0
    gone = []
    for row in list(NeighbourPicture.select().where(kept).order_by(NeighbourPicture.seen)):
        if total <= most:
            break
        total -= row.size
        gone.append(row)
    return _drop(world, gone)


def forget_unnamed(world: World) -> int:
    """The job: what no listing of a neighbour names goes, and what was given up some time ago."""
    named = (
        ListingPicture.select(ListingPicture.digest).join(Listing).join(Origin).where(~Origin.own)
    )
    given_up = NeighbourPicture.kept.is_null() & NeighbourPicture.due.is_null()
    over = given_up & (NeighbourPicture.seen < world.now() - TRIED_AGAIN)
    gone = NeighbourPicture.select().where(NeighbourPicture.digest.not_in(named) | over)
    return _drop(world, list(gone))


def path_of(world: World, kept: str) -> Path:
    """Where our copy with this digest is."""
    return world.config.borrowed / kept[-2:] / kept


def _named(world: World, viewer: Viewer, digest: str) -> Any:
    """The listings of neighbours that name this picture and that this viewer may see or judge."""
    seen = visible(Listing, viewer, world.now())
    if viewer.role in watching.ROLES:
        seen |= awaited(Listing, Origin, world.now())
    return (
        Listing.select(Listing.id)
        .join(ListingPicture)
        .switch(Listing)
        .join(Origin)
        .where(ListingPicture.digest == digest, ~Origin.own)
        .where(seen)
    )


def _bytes(world: World, kept: str | None) -> bytes | None:
    if kept is None:
        return None
    try:
        return path_of(world, kept).read_bytes()
    except FileNotFoundError:  # as after a restore: copies are in no backup
        return None


def _want(world: World, digest: str, held: NeighbourPicture | None) -> None:
    now = world.now()
    with in_passing():
        if held is None:
            NeighbourPicture.insert(digest=digest, due=now, seen=now).on_conflict_ignore().execute()
        elif held.kept is not None:
            _change(digest, kept=None, size=0, attempts=0, due=now, seen=now)


def _change(digest: str, **values: Any) -> None:
    NeighbourPicture.update(**values).where(NeighbourPicture.digest == digest).execute()


def _drop(world: World, rows: Sequence[NeighbourPicture]) -> int:
    """Rows first, then files: what is left behind by a crash is swept up."""
    for row in rows:
        NeighbourPicture.delete().where(NeighbourPicture.digest == row.digest).execute()
        shared = NeighbourPicture.select().where(NeighbourPicture.kept == row.kept)
        if row.kept is not None and not shared.exists():
            path_of(world, row.kept).unlink(missing_ok=True)
    return len(rows)
