"""The settings file, when the node itself changes a line of it."""

from pathlib import Path

import pytest

from node.config import FILE_NAME, Config
from node.upkeep import settings

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
