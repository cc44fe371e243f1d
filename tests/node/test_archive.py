"""The archive of our own feed: what is exported is accepted, what is changed is not."""

import threading
from pathlib import Path

import pytest

from federation import verify
from federation.errors import FederationError
from node.listings import compose
from node.residents.models import Resident
from node.store.database import Store
from node.upkeep import archive
from node.world import World
from tests.node.filling import ladder


def read(folder: Path) -> verify.Archive:
    pages = sorted((folder / "pages").iterdir(), key=lambda path: int(path.stem))
    return verify.Archive(
        log=(folder / "did.jsonl").read_bytes(),
        head=(folder / "head.json").read_bytes(),
        pages=[page.read_bytes() for page in pages],
    )


def place(world: World, owner: Resident, count: int) -> None:
    fields = ladder(world, reach="everyone", text="Lang. " * 600)
    compose.place_many(world, [compose.Wanted(owner=owner.id, fields=fields) for _ in range(count)])


@pytest.mark.parametrize("digests", [False, True])
@pytest.mark.parametrize("count", [0, 1, 420])
def test_an_archive_is_accepted(
    world: World, alice: Resident, tmp_path: Path, count: int, digests: bool
) -> None:
    place(world, alice, count)
    assert archive.write(world, tmp_path / "out", digests=digests) == count
    written = read(tmp_path / "out")
    assert verify.verify_feed(written) == []
    assert len(written.pages) == (1 if count < 2 else 3)
    assert digests or count == 0 or b"Lang." in written.pages[0]
    assert not (digests and b"Lang." in b"".join(written.pages))


def test_what_is_placed_while_an_archive_is_written_is_in_the_next(
    world: World, alice: Resident, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(world, alice, 2)
    items, placed = archive._items, threading.Event()

    def place_meanwhile() -> None:
        store = Store(world.config.database_url)
        with store.active():
            place(world, alice, 1)
            placed.set()
        store.close()

    placing = threading.Thread(target=place_meanwhile)

    def slowly(origin_id: int, *, digests: bool) -> list[archive.Item]:
        placing.start()
        placed.wait(0.5)  # as long as the other one may go on
        return items(origin_id, digests=digests)

    monkeypatch.setattr(archive, "_items", slowly)
    assert archive.write(world, tmp_path / "out") == 2
    placing.join(20)
    assert verify.verify_feed(read(tmp_path / "out")) == []
    assert placed.is_set()


def test_an_archive_without_a_listing_is_refused(
    world: World, alice: Resident, tmp_path: Path
) -> None:
    place(world, alice, 3)
    archive.write(world, tmp_path / "out")
    page = tmp_path / "out" / "pages" / "1.json"
    page.write_bytes(page.read_bytes().replace(b"Ladder", b"Sadder", 1))
    with pytest.raises(FederationError) as refused:
        verify.verify_feed(read(tmp_path / "out"))
    assert refused.value.code == "root_mismatch"


def test_nothing_is_written_over(world: World, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(archive.ArchiveError):
        archive.write(world, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]
