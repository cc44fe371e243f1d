"""The second verifier stands apart from the first, is short, and agrees on what is nearly right."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.conformance import second
from tests.conformance.both import first_says, second_says
from tests.conformance.mutation import nearly_right
from tests.conformance.vector import committed

MOST_LINES = 400
MAY_IMPORT = {
    "argparse", "base64", "cryptography", "datetime", "hashlib", "json", "pathlib", "re", "rfc8785",
    "sys", "typing",
}  # fmt: skip
SMALL = 40_000  # bytes; larger vectors are about size, and change slowly
SOURCE = Path(second.__file__).read_text("utf-8")


def test_it_imports_nothing_of_ours() -> None:
    found = set()
    for node in ast.walk(ast.parse(SOURCE)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module).partition(".")[0])
    assert found == MAY_IMPORT
    assert "__import__" not in SOURCE


def test_it_is_short() -> None:
    lines = SOURCE.splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= 140


def test_the_two_agree_about_documents_that_are_nearly_right(how_many: int) -> None:
    vectors = [vector for vector in committed() if sum(map(len, vector.files.values())) < SMALL]
    said: Counter[str] = Counter()
    for vector, files in nearly_right(vectors, how_many):
        one, other = first_says(vector, files), second_says(vector, files)
        assert (one[0] == "accepted") == (other[0] == "accepted"), (vector.name, files, one, other)
        assert one[0] != "accepted" or sorted(one) == sorted(other), (
            vector.name,
            files,
            one,
            other,
        )
        said[one[0]] += 1
    assert said["accepted"] > how_many // 20
    assert len(said) > 15


@pytest.mark.parametrize(
    "words",
    [["json"], ["json", "nowhere"], ["proof", __file__], ["feed", __file__], ["x", __file__]],
)
def test_wrong_usage_is_status_2(words: list[str]) -> None:
    try:
        status = second.main(words)
    except SystemExit as ended:
        status = ended.code
    assert status == 2


def test_a_moment_that_is_none_is_wrong_usage() -> None:
    assert second.main(["did", __file__, "--now", "today"]) == 2
