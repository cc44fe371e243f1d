"""The vectors are what the facts make, and both verifiers say what they expect."""

import contextlib
import io
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from click.testing import CliRunner

from federation.errors import CODES
from node.cli.verify import verify
from tests.conformance import make, run, second
from tests.conformance.vector import FOLDER, Vector, committed
from tests.tools import wijk_command

AT_LEAST = 200  # vectors that the kit must have
MOST_BYTES = 3_000_000
OFFLINE = 25  # codes of §15 that files alone can bring about
ONLINE = {
    "stale", "expired", "cursor_expired", "not_a_peer", "over_quota", "blocked",
    "bad_http_signature", "digest_mismatch", "replayed", "unreachable", "forbidden_address",
    "too_slow", "bad_content_type",
}  # fmt: skip
"""Codes that need a peer, a relay or a request."""


def first(arguments: Sequence[str]) -> run.Answer:
    """``wijk verify`` in this process."""
    result = CliRunner().invoke(verify, list(arguments))
    return result.exit_code, result.stdout.splitlines()


def other(arguments: Sequence[str]) -> run.Answer:
    """``second.py`` in this process."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status = second.main(list(arguments))
    return status, said.getvalue().splitlines()


@pytest.fixture(scope="module")
def vectors() -> list[Vector]:
    """What is committed."""
    return committed()


def test_the_facts_make_what_is_committed() -> None:
    made = make.files()
    found = {
        str(path.relative_to(FOLDER)): path.read_bytes()
        for path in FOLDER.rglob("*")
        if path.is_file()
    }
    assert found.keys() == made.keys()
    assert [name for name in made if made[name] != found[name]] == []
    assert sum(map(len, found.values())) < MOST_BYTES


def test_each_vector_is_one_fact_of_its_own(vectors: list[Vector]) -> None:
    assert len(vectors) >= AT_LEAST
    facts = Counter((vector.command.split()[0], vector.fact, vector.section) for vector in vectors)
    groups = {vector.name.partition("-")[0] for vector in vectors}
    assert len(groups) == len(make.GROUPS) - 1  # members and rules of a listing are one group
    assert {vector.command.split()[0] for vector in vectors} == {
        "json",
        "proof",
        "did",
        "root",
        "feed",
    }
    assert sum(count - 1 for count in facts.values()) < len(groups) * 3


def test_every_code_that_files_can_bring_about_is_there(vectors: list[Vector]) -> None:
    said = {line.split()[-1] for vector in vectors for line in vector.expect} & CODES.keys()
    assert said == CODES.keys() - ONLINE
    assert len(said) >= OFFLINE


def test_a_vector_is_read_as_it_was_written(vectors: list[Vector]) -> None:
    made = {vector.name: vector for vector in make.everything()}
    assert {vector.name: vector for vector in vectors} == made


def test_both_verifiers_agree_with_every_vector(
    vectors: list[Vector], capsys: pytest.CaptureFixture[str]
) -> None:
    bad = 0
    for name, ask in (("wijk verify", first), ("the second verifier", other)):
        verdicts = run.judge(vectors, ask)
        bad += sum(not verdict.agrees for verdict in verdicts)
        with capsys.disabled():
            print(f"\n{name}\n{run.table(verdicts)}")
    with capsys.disabled():
        print(f"{len(vectors)} vectors, two verifiers, {bad} disagreements")
    assert bad == 0


def test_a_verifier_that_is_wrong_is_told(vectors: list[Vector]) -> None:
    def careless(arguments: Sequence[str]) -> run.Answer:
        return 0, ["accepted"]

    some = [vector for vector in vectors if vector.name.startswith("json-")]
    verdicts = run.judge(some, careless)
    wrong = [verdict for verdict in verdicts if not verdict.agrees]
    assert {verdict.vector.expect[0] for verdict in wrong} == {
        vector.expect[0] for vector in some
    } - {"accepted"}
    assert wrong[0].vector.fact in run.table(verdicts)


@pytest.mark.parametrize(
    ("answer", "agrees"),
    [
        ((0, ["accepted", "held-back x y", "ended z"]), True),
        ((0, ["accepted", "ended z", "held-back x y"]), True),
        ((0, ["accepted", "ended z"]), False),
        ((0, ["accepted", "ended z", "held-back x y", "ended z"]), False),
        ((0, ["ended z", "accepted", "held-back x y"]), False),
        ((1, ["accepted", "ended z", "held-back x y"]), False),
        ((0, []), False),
    ],
)
def test_status_and_lines_must_both_be_right(answer: run.Answer, agrees: bool) -> None:
    vector = Vector("x", "x", "16", "feed FEED", ("accepted", "ended z", "held-back x y"), {})
    assert run.Verdict(vector, *answer).agrees is agrees


@pytest.mark.processes
@pytest.mark.parametrize("who", ["first", "second"])
def test_the_runner_judges_any_program(who: str, capsys: pytest.CaptureFixture[str]) -> None:
    programs: dict[str, Callable[[], list[str]]] = {
        "first": lambda: wijk_command("verify"),
        "second": lambda: [wijk_command()[0], second.__file__],
    }
    assert run.main(["-k", "pull-the", "--", *programs[who]()]) == 0
    assert "disagreed" in capsys.readouterr().out
    assert run.main(["-k", "pull-the", "--", wijk_command()[0], "-c", "print('accepted')"]) == 1


def test_a_name_that_no_vector_has_is_no_success() -> None:
    assert run.main(["-k", "no such vector", "--", "true"]) == 1


def test_no_answer_in_time_is_a_wrong_one(vectors: list[Vector]) -> None:
    ask = run.asking([wijk_command()[0], "-c", "while True: pass"], 0.3)
    (verdict,) = run.judge(vectors[:1], ask)
    assert not verdict.agrees
    assert verdict.lines == ["no answer within 0.3 s"]
