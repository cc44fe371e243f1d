"""The command line and neighbouring wards: what an admin types, and what a script reads.

The commands work on a real node; only the road to the other ward is the neighbourhood's own.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from federation import proof
from federation.limits import MIB
from federation.page import read_page
from node.cli import wijk
from node.feed import identity
from node.feed.models import Entry
from node.moderation import log
from node.peering.levels import Quota
from node.world import system_clock
from tests.neighbourhood import Neighbourhood, Road, Ward
from tests.node.test_two_wards import flipping, join, last_seq

COLUMNS = [
    "url",
    "scid",
    "words",
    "state",
    "last_contact",
    "last_error",
    "next_attempt",
    "listings",
]
FEED, HEAD, LOG = "/fed/feed/public", "/fed/head/public", "/.well-known/did.jsonl"
DOCUMENT, MANIFEST = "/l/", "/fed/manifest/"


@pytest.fixture
def elm(neighbourhood: Neighbourhood, monkeypatch: pytest.MonkeyPatch) -> Ward:
    """A ward with a ladder, at this very moment: commands have the machine's own clock."""
    neighbourhood.clock.now = system_clock()
    monkeypatch.setattr("node.cli.world.WebFetch", lambda **_: Road(neighbourhood, "oak"))
    made = neighbourhood.ward("elm")
    made.posts("lending", "Ladder")
    return made


@pytest.fixture
def oak(neighbourhood: Neighbourhood, elm: Ward) -> Ward:
    """The ward whose admin types."""
    return neighbourhood.ward("oak")


def run(ward: Ward, *arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(
        wijk, ["--data", str(ward.world.config.data), *arguments], input=given
    )


def peers(ward: Ward) -> list[dict[str, Any]]:
    result = run(ward, "peer", "list", "--json")
    assert result.exit_code == 0, result.output
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


def names(ward: Ward) -> list[str]:
    return [row["name"] for row in json.loads(run(ward, "listing", "list", "--json").stdout)]


def test_the_words_are_shown_and_asked(elm: Ward, oak: Ward) -> None:
    assert peers(oak) == []
    asked = run(oak, "peer", "add", elm.url, given="n\n")
    assert asked.exit_code == 1
    assert peers(oak) == []
    added = run(oak, "peer", "add", elm.url, given="y\n")
    assert added.exit_code == 0
    [peer] = peers(oak)
    assert list(peer) == COLUMNS
    assert peer["words"] in asked.stdout
    assert (peer["url"], peer["state"]) == (elm.url, "active")
    assert (peer["last_contact"], peer["last_error"], peer["listings"]) == (None, None, 0)


def test_yes_does_not_ask_and_twice_is_no_matter(elm: Ward, oak: Ward) -> None:
    for typed in (elm.url, "elm.localhost:8001", f"{elm.url}/"):
        assert run(oak, "peer", "add", typed, "--yes").exit_code == 0
    assert [peer["url"] for peer in peers(oak)] == [elm.url]


@pytest.mark.parametrize("code", ["short", "https://elm.example/uitnodiging?code=x", "x" * 65, ""])
def test_what_is_no_invitation_makes_no_neighbour(elm: Ward, oak: Ward, code: str) -> None:
    """Else it would stand in a question that nobody can read, nor take back."""
    refused = run(oak, "peer", "add", elm.url, "--yes", "--invite", code)
    assert "not the code of an invitation" in str(refused.exception)
    assert peers(oak) == []
    assert oak.sends() == 0


def test_pull_says_what_came(elm: Ward, oak: Ward) -> None:
    assert "follows nobody yet" in run(oak, "pull").stdout
    run(oak, "peer", "add", elm.url, "--yes")
    pulled = run(oak, "pull", "ELM.localhost:8001/")
    assert (pulled.exit_code, pulled.stdout) == (0, f"{elm.url}: 1 new or changed, 0 gone.\n")
    assert names(oak) == ["Ladder"]
    [peer] = peers(oak)
    assert (peer["last_error"], peer["listings"]) == (None, 1)
    assert peer["last_contact"].endswith("Z")
    [row] = json.loads(run(oak, "listing", "list", "--origin", peer["scid"], "--json").stdout)
    assert row["origin"] == peer["scid"]
    assert json.loads(run(oak, "listing", "list", "--origin", "own", "--json").stdout) == []


def test_what_is_held_of_a_ward_and_who_was_invited(elm: Ward, oak: Ward) -> None:
    elm.posts("sharing", "Soep")
    run(oak, "peer", "add", elm.url, "--yes")
    wanted = ("--kind", "sharing", "--language", "nl", "--metres", "3000")
    assert run(oak, "peer", "filters", elm.url, *wanted).exit_code == 0
    assert run(oak, "peer", "quota", elm.url, "--listings", "9", "--megabytes", "2").exit_code == 0
    assert run(oak, "peer", "level", elm.url, "shown", "--no-through").exit_code == 0
    run(oak, "pull")
    assert names(oak) == ["Soep"]
    [card] = oak.neighbours()
    assert card.quota == Quota(9, 2 * MIB, None)
    assert not card.through
    assert run(oak, "peer", "invite").exit_code == 0
    [made] = json.loads(run(oak, "peer", "invitations", "--json").stdout)
    number = made["number"][:12]
    assert run(oak, "peer", "invitations").stdout.splitlines()[1].split()[0] == number
    taken = ("peer", "invitations", "--json", "--take-back", number)
    assert run(oak, "peer", "invitations", "--take-back", number[:-1]).exit_code == 1
    [ended] = json.loads(run(oak, *taken).stdout)
    assert ended["ends"] < made["ends"]
    assert run(oak, *taken).exit_code == 1


def test_a_refused_pull_is_a_code_a_sentence_and_status_one(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    run(oak, "peer", "add", elm.url, "--yes")
    run(oak, "pull")
    elm.posts("sharing", "Soep")
    neighbourhood.tamper(FEED, lambda body: body.replace(b'"wijk:count":2', b'"wijk:count":3'))
    refused = run(oak, "pull", elm.url)
    assert refused.exit_code == 1
    assert refused.stdout == "bad_signature\n"
    assert refused.stderr.startswith(f"{elm.url}: The signature is not right.")
    assert names(oak) == ["Ladder"]
    assert [peer["last_error"] for peer in peers(oak)] == ["bad_signature"]
    told = run(oak, "peer", "list").stdout.splitlines()
    assert len(told) == 3
    assert told[-1].startswith(f"{elm.url}: The signature is not right.")
    assert " Since " in told[-1]


def test_of_several_the_refused_come_first(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    fir = neighbourhood.ward("fir")
    for other in (elm, fir):
        run(oak, "peer", "add", other.url, "--yes")
    neighbourhood.cut(oak, fir)
    pulled = run(oak, "pull")
    assert pulled.exit_code == 1
    assert pulled.stdout.splitlines() == ["unreachable", f"{elm.url}: 1 new or changed, 0 gone."]
    assert {peer["url"]: peer["last_error"] for peer in peers(oak)} == {
        elm.url: None,
        fir.url: "unreachable",
    }


def test_who_cannot_be_followed_is_told_in_one_sentence(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    neighbourhood.tamper(HEAD, lambda body: body.replace(b'"wijk:count":1', b'"wijk:count":2'))
    spoiled = run(oak, "peer", "add", elm.url, "--yes")
    assert str(spoiled.exception).startswith(f"{elm.url}: The signature is not right.")
    neighbourhood.cut(oak, elm)
    away = run(oak, "peer", "add", elm.url, "--yes")
    assert str(away.exception) == f"{elm.url}: We cannot connect to elm.localhost:8001."
    assert peers(oak) == []


def test_what_is_decided_about_a_ward_is_said_with_the_way_back(elm: Ward, oak: Ward) -> None:
    run(oak, "peer", "add", elm.url, "--yes")
    again = f"To follow it again: `wijk peer add {elm.url}`."
    for command, *options, said in [
        (
            "pause",
            f"{elm.url} is not looked at for now. To go on: `wijk peer pause {elm.url} --off`.",
        ),
        ("pause", "--off", f"{elm.url} is looked at again."),
        ("level", "approval", "is shown when somebody approved it now."),
        ("level", "shown", "--relaying", "handed on to those who follow us."),
        ("level", "shown", "--no-through", "What it hands on of others is not taken."),
        ("filters", "--kind", "work", "--metres", "9", "is held: work; within 9 metres."),
        ("filters", f"Of {elm.url} is held: everything."),
        ("quota", f"Of {elm.url} is held, at most: what the protocol allows."),
        ("quota", "--new", "5", "--listings", "9", "at most: 9 listings, 5 new a day."),
        ("block", f"{elm.url} is blocked: no neighbour, and nothing of it is shown. {again}"),
    ]:
        assert said in run(oak, "peer", command, elm.url, *options).stdout
    assert names(oak) == []
    run(oak, "peer", "add", elm.url, "--yes")
    run(oak, "pull")
    assert names(oak) == ["Ladder"]
    removed = f"{elm.url} is no neighbour now; what was here of it goes. {again}\n"
    assert run(oak, "peer", "remove", elm.url).stdout == removed
    refused = run(oak, "peer", "remove", elm.url)
    assert f"{elm.url} is no such ward" in str(refused.exception)


def a_byte_of_the_log(roads: Neighbourhood, elm: Ward, older: bytes) -> None:
    log = elm.answers(LOG, {}).body
    roads.tamper(LOG, flipping(log.index(b'"scid":"') + 12))


def a_byte_of_the_head(roads: Neighbourhood, elm: Ward, older: bytes) -> None:
    roads.tamper(FEED, lambda body: body.replace(b'"wijk:minSeq":0', b'"wijk:minSeq":1'))


def a_byte_of_a_listing(roads: Neighbourhood, elm: Ward, older: bytes) -> None:
    for path in (FEED, DOCUMENT):
        roads.tamper(path, lambda body: body.replace(b'"name":"Soep"', b'"name":"Soap"'))


def a_removed_listing_still_in_the_page(roads: Neighbourhood, elm: Ward, older: bytes) -> None:
    lid = elm.posts("work", "Baan")
    with elm.at_work():
        document = bytes(Entry.get(lid=lid).document)
    elm.withdraws(lid)
    roads.tamper(FEED, lambda body: body.replace(read_page(body).items[-1], document))
    roads.tamper(MANIFEST, lambda _: b"{}")


def a_page_left_out(roads: Neighbourhood, elm: Ward, older: bytes) -> None:
    elm.posts_many(201)
    last = elm.answers(f"{FEED}?after={last_seq(elm)}", {}).body
    roads.tamper(FEED, lambda body: body if b'"wijk:head"' in body else join(body, last))
    roads.tamper(MANIFEST, lambda _: b"{}")


def an_older_head(roads: Neighbourhood, elm: Ward, older: bytes) -> None:
    roads.tamper(FEED, lambda _: older)


def another_key_under_its_name(roads: Neighbourhood, elm: Ward, older: bytes) -> None:
    signed_by_ash(roads, elm, under_its_own_name=False)


def another_node(roads: Neighbourhood, elm: Ward, older: bytes) -> None:
    signed_by_ash(roads, elm, under_its_own_name=True)


def signed_by_ash(roads: Neighbourhood, elm: Ward, *, under_its_own_name: bool) -> None:
    """Elm's head with the proof of another node."""
    ash = roads.ward("ash")
    with ash.at_work() as world:
        theirs = identity.own(world)
    with elm.at_work() as world:
        method = theirs.method if under_its_own_name else identity.own(world).method

    def change(body: bytes) -> bytes:
        head = read_page(body).head
        assert head is not None
        raw = json.loads(head)
        del raw["proof"]
        spoiled = proof.secure(raw, key=theirs.sign, method=method, created=roads.clock.now)
        return body.replace(head, spoiled)

    roads.tamper(FEED, change)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (a_byte_of_the_log, "did_invalid"),
        (a_byte_of_the_head, "bad_signature"),
        (a_byte_of_a_listing, "root_mismatch"),
        (a_removed_listing_still_in_the_page, "bad_source"),
        (a_page_left_out, "bad_source"),
        (an_older_head, "rollback"),
        (another_key_under_its_name, "bad_signature"),
        (another_node, "wrong_signer"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_whatever_is_wrong_nothing_changes_and_the_list_says_what(
    neighbourhood: Neighbourhood,
    elm: Ward,
    oak: Ward,
    *,
    spoil: Callable[[Neighbourhood, Ward, bytes], None],
    code: str,
) -> None:
    run(oak, "peer", "add", elm.url, "--yes")
    run(oak, "pull")
    older = elm.answers(f"{FEED}?after=0", {}).body
    elm.posts("sharing", "Tafel")
    assert run(oak, "pull").exit_code == 0
    elm.posts("sharing", "Soep")
    before, page = run(oak, "listing", "list", "--json").stdout, oak.page("/")
    spoil(neighbourhood, elm, older)

    refused = run(oak, "pull", elm.url)
    assert (refused.exit_code, refused.stdout) == (1, f"{code}\n")
    assert run(oak, "listing", "list", "--json").stdout == before
    assert oak.page("/") == page
    [peer] = peers(oak)
    assert peer["last_error"] == code
    told = run(oak, "peer", "list").stdout.splitlines()[2:]
    assert len(told) == 1
    assert told[0].startswith(f"{elm.url}: ")
    assert refused.stderr.strip() in told[0]

    neighbourhood.heal()
    assert run(oak, "pull").exit_code == 0
    assert set(names(oak)) >= {"Ladder", "Tafel", "Soep"}
    assert [peer["last_error"] for peer in peers(oak)] == [None]


def test_AD_06_what_is_decided_about_a_ward_by_command_is_in_the_log(elm: Ward, oak: Ward) -> None:
    oak.follows(elm)
    for done in (("level", elm.url, "hidden"), ("block", elm.url)):
        assert run(oak, "peer", *done).exit_code == 0, done
    assert run(oak, "peer", "remove", elm.url).exit_code == 1
    with oak.at_work():
        lines = log.page().lines
    assert [(line.action, line.about, line.text, line.who) for line in lines] == [
        ("ward-ended", "Elm", "blocked", ""),
        ("ward-level", "Elm", "hidden", ""),
    ]


def test_AD_06_a_listing_withdrawn_by_command_is_in_the_log(elm: Ward) -> None:
    lid = elm.posts("lending", "Zaag")
    for code in (0, 1):
        assert run(elm, "listing", "withdraw", lid).exit_code == code
    with elm.at_work():
        [line] = log.page().lines
    assert (line.action, line.about, line.who) == ("withdrawn", "Zaag", "")
