"""Looking at a copy: is all of it there, is each file what it was, does the database open?

Rule: a copy is looked at before it counts as one, and again once a week; disks forget.
"""

from collections.abc import Iterator
from pathlib import Path

from node.backups.errors import BackupError
from node.backups.manifest import FILE, Manifest, digest_of
from node.store.snapshot import FORMS

OPEN_TO_OTHERS = 0o077


def problems(folder: Path) -> list[str]:
    """What is wrong with the copy in this folder; nothing when it is good."""
    try:
        manifest = Manifest.read(folder)
    except BackupError as error:
        return [str(error)]
    return [*_of_files(folder, manifest), *_of_database(folder, manifest)]


def _of_files(folder: Path, manifest: Manifest) -> Iterator[str]:
    here = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    for name in sorted(manifest.files.keys() - here.keys()):
        yield f"{name} is missing"
    for name in sorted(here.keys() - manifest.files.keys() - {FILE}):
        yield f"{name} does not belong to it"
    for name in sorted(manifest.files.keys() & here.keys()):
        if digest_of(here[name]) != tuple(manifest.files[name]):
            yield f"{name} has changed since it was made"
    for path in (folder, *here.values()):
        if path.stat().st_mode & OPEN_TO_OTHERS:
            yield f"{path.name} can be read by others on this machine"


def _of_database(folder: Path, manifest: Manifest) -> Iterator[str]:
    form = FORMS.get(manifest.engine)
    if form is None:
        yield f"this program knows no {manifest.engine}"
        return
    if not (folder / form.file).exists():
        yield f"{form.file} is missing"
        return
    found = form.read(folder / form.file)
    yield from (f"the database: {one}" for one in found.problems)
    if found.problems:
        return
    for name in sorted({*found.counts, *manifest.counts}):
        if found.counts.get(name) != manifest.counts.get(name):
            yield f"the table {name} has another number of rows than when it was made"
    if found.migrations != manifest.migrations:
        yield "its tables are others than when it was made"
    if found.scid != manifest.scid:
        yield "it is of another node than it says"
    if (found.version, found.last) != (manifest.version, manifest.last):
        yield "its numbers are others than when it was made"
