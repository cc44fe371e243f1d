"""Files that no row knows: what a crash between a commit and a file left behind."""

from collections.abc import Iterator
from pathlib import Path

from node.listings.models import NeighbourPicture, Picture
from node.upkeep import exports
from node.upkeep.models import Export
from node.world import World

OLD_SECONDS = 24 * 60 * 60  # younger ones may belong to a row that is about to be written


def sweep(world: World) -> int:
    """Delete files of pictures and copies that belong to nothing; returns how many."""
    exports.forget_over(world)
    before = world.now().timestamp() - OLD_SECONDS
    strays = [path for path in _strays(world) if path.stat().st_mtime < before]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _strays(world: World) -> Iterator[Path]:
    for folder in sorted(_folders(world.config.pictures)):
        found = {path.name: path for path in folder.iterdir()}
        held = Picture.select(Picture.digest).where(Picture.digest.in_(list(found)))
        known = {row.digest for row in list(held)}
        yield from (path for name, path in found.items() if name not in known)
    for folder in sorted(_folders(world.config.borrowed)):
        found = {path.name: path for path in folder.iterdir()}
        kept = NeighbourPicture.kept
        rows = list(NeighbourPicture.select(kept).where(kept.in_(list(found))))
        copies = {row.kept for row in rows}
        yield from (path for name, path in found.items() if name not in copies)
    if world.config.exports.is_dir():
        asked = {row.id for row in list(Export.select(Export.id))}
        yield from (p for p in world.config.exports.iterdir() if p.stem not in asked)


def _folders(pictures: Path) -> Iterator[Path]:
    return (path for path in pictures.iterdir() if path.is_dir()) if pictures.is_dir() else iter(())
