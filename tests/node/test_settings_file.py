"""The settings file, when the node itself changes a line of it."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from node.config import FILE_NAME, Config
from node.upkeep import settings, setup
from tests.world import make_world

SECRET = "s" * 32
FIRST = f'secret = "{SECRET}"\nport = 8001\nurl = "https://elm.example"'
URL = "postgresql://wijk@db/elm"


@pytest.mark.parametrize("end", ["", "\n", "\n\n# the end"])
@pytest.mark.parametrize("database", ["", 'database = "sqlite:////srv/elm.db"\n'])
def test_a_settings_file_that_does_not_end_in_a_newline_is_still_one_after_another_is_named(
    tmp_path: Path, database: str, end: str
) -> None:
    """Another database, or another address."""
    path = tmp_path / FILE_NAME
    path.write_text(database + FIRST + end)
    for url in (URL, "", URL):
        settings.write(path, settings.with_database(path.read_text(), url))
        assert Config.load(tmp_path, {}).database == url
        path.write_text(path.read_text().rstrip("\n"))
    settings.change_url(Config.load(tmp_path, {}), "https://oak.example")
    settings.write(path, settings.with_database(path.read_text(), ""))
    assert Config.load(tmp_path, {}) == Config(
        data=tmp_path, url="https://oak.example", secret=SECRET, port=8001
    )
    assert path.stat().st_mode & 0o777 == 0o600


def test_whatever_signs_an_address_has_the_settings_file_has_it_as_it_was_given(
    tmp_path: Path, database_url: str
) -> None:
    url = r'postgresql://wijk:a\b"c#é😀@db/elm'
    (tmp_path / FILE_NAME).write_text(settings.with_database(FIRST, url))
    assert Config.load(tmp_path, {}).database == url
    made = make_world(tmp_path / "new", database_url)
    world = replace(made, config=replace(made.config, secret="\\" * 32))
    setup.prepare(world)
    assert Config.load(world.config.data, {}).secret == world.config.secret


def test_a_settings_file_that_could_not_be_written_to_its_end_makes_no_node(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that it can be tried again."""
    world = make_world(tmp_path, database_url)
    sync = os.fsync

    def full(descriptor: int) -> None:
        if "wijk." in Path(f"/proc/self/fd/{descriptor}").readlink().name:
            raise OSError(28, "No space left on device")
        sync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            setup.prepare(world)
    assert not (world.config.data / FILE_NAME).exists()
    assert setup.prepare(world)
