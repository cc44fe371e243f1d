"""Mutation testing is itself tested: that mutants are made, put in place, and noticed."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.mutation import swapping
from tests.mutation.running import ENDED, apart
from tests.mutation.sites import Site, mutated, sites
from tests.tools import ROOT

SOURCE = '''
"""What it is for."""

from functools import cache, cached_property

LIMIT = 5


class Box:
    """A box."""

    kind: str = "box"

    @cached_property
    def size(self) -> int:
        """How large."""
        return 1 + 2

    @classmethod
    def make(cls, *, empty: bool = True) -> "Box":
        if not empty and cls:
            raise ValueError("full")
        print("made")
        return cls()


@cache
def within(number: int) -> bool:
    return 0 <= number < LIMIT
'''


def changes(source: str) -> set[tuple[str | None, str, str]]:
    return {(site.function, site.before, site.after) for site in sites(source)}


def test_every_sort_of_mutant() -> None:
    assert changes(SOURCE) == {
        (None, "5", "6"),
        (None, "'box'", "'XXboxXX'"),
        (None, "True", "False"),
        ("Box.size", "1", "2"),
        ("Box.size", "2", "3"),
        ("Box.size", "1 + 2", "1 - 2"),
        ("Box.size", "return 1 + 2", "return None"),
        ("Box.make", "not empty and cls", "not empty or cls"),
        ("Box.make", "not empty", "empty"),
        ("Box.make", "raise ValueError('full')", ""),
        ("Box.make", "print('made')", ""),
        ("Box.make", "'made'", "'XXmadeXX'"),
        ("Box.make", "return cls()", "return None"),
        (
            "Box.make",
            "if not empty and cls:\n    raise ValueError('full')",
            "if not (not empty and cls):\n    raise ValueError('full')",
        ),
        ("within", "0", "1"),
        ("within", "0 <= number < LIMIT", "0 < number < LIMIT"),
        ("within", "0 <= number < LIMIT", "0 <= number <= LIMIT"),
        ("within", "return 0 <= number < LIMIT", "return None"),
    }


def test_bounds_in_the_types_of_a_struct_count_and_other_types_do_not() -> None:
    fields = "    a: Annotated[int, Meta(ge=1)]\n    b: Literal['x']\n"
    struct = f"class A(msgspec.Struct):\n{fields}"
    assert changes(struct) == {(None, "1", "2"), (None, "'x'", "'XXxXX'")}
    assert changes(f"class A:\n{fields}") == set()
    assert changes("Kind = Literal['x']\ndef f(a: Literal['x'] = None) -> 'x': ...") == set()


def test_a_mutant_is_the_module_with_one_change() -> None:
    for site in sites(SOURCE):
        names: dict[str, object] = {"__name__": "mutant"}
        exec(compile(mutated(SOURCE, site), "mutant.py", "exec"), names)
        assert {"LIMIT", "Box", "within"} <= names.keys()
    made = {tuple(_lines(mutated(SOURCE, site))) for site in sites(SOURCE)}
    assert len(made) == len(sites(SOURCE))


def _lines(tree: object) -> list[str]:
    import ast  # noqa: PLC0415

    return ast.unparse(tree).splitlines()  # type: ignore[arg-type]


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The source as a module that was imported, and one that imported a function of it."""
    path = tmp_path / "mutable.py"
    path.write_text(SOURCE, "utf-8")
    monkeypatch.setattr(swapping, "ROOT", tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    yield path
    sys.modules.pop("mutable", None)


def site_of(function: str | None, before: str, after: str) -> Site:
    return next(
        site
        for site in sites(SOURCE)
        if (site.function, site.before, site.after) == (function, before, after)
    )


def test_a_function_gets_the_code_of_a_mutant_wherever_it_was_imported(module: Path) -> None:
    from mutable import Box, within  # noqa: PLC0415

    assert (within(5), Box().size) == (False, 3)
    bound = site_of("within", "0 <= number < LIMIT", "0 <= number <= LIMIT")
    swapping.swap(module, bound)
    swapping.swap(module, site_of("Box.size", "1 + 2", "1 - 2"))
    assert (within(5), Box().size) == (True, -1)
    swapping.swap(module, site_of("Box.make", "return cls()", "return None"))
    assert Box.make() is None


def test_a_mutant_of_a_module_is_imported(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finder = swapping.Import(module, site_of(None, "5", "6"))
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    from mutable import LIMIT  # noqa: PLC0415

    assert LIMIT == 6


def test_what_never_ends_is_ended() -> None:
    def spin() -> int:
        while True:
            pass

    assert apart(spin, seconds=0) == ENDED
    assert apart(lambda: 0, seconds=5) == 0
    assert apart(lambda: 1 // 0, seconds=5) == 1


def mutation(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.mutation", *options]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )


def test_a_module_against_its_own_tests_and_against_others() -> None:
    """The whole of it on one small module: times."""
    own = mutation("times", "--tests", "tests/federation/test_times.py")
    assert own.returncode == 0, own.stderr
    every, score = re.findall(r"^(\d+) mutants, ([\d.]+) % noticed", own.stdout, re.MULTILINE)[0]
    assert float(score) == 100
    others = mutation("times", "--tests", "tests/federation/test_multibase.py")
    assert others.returncode == 1, others.stderr
    assert f"{every} mutants, 0.0 % noticed" in others.stdout
    counts = Counter(re.findall(r"times\.py:\d+: (survived|not reached): ", others.stdout))
    assert counts == {"not reached": int(every) - 3, "survived": 3}  # three are not in a function
