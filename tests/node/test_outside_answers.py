"""Answering without an account: the same states, the same mails, and only what anybody may know."""

import pytest

from node.agreements import conversing, moving, parting, read, reminding
from node.agreements.errors import OverdueError, PartedError
from node.agreements.models import Message, Response
from node.agreements.parties import Outsider
from node.listings.errors import NotFoundError
from node.moderation import appeals, deciding, forgetting, messages, queue, telling
from node.moderation.deciding import Chosen
from node.moderation.errors import NoCaseError
from node.moderation.models import Appeal, Case, Ruling
from node.moderation.reporting import Told
from node.moderation.subjects import NOTHING, UNSAY
from node.notices.models import Notice
from node.residents.errors import TooManyError
from node.residents.models import Address, Resident
from node.shown import aside
from node.upkeep import outsiders
from node.world import World
from tests.node.agreeing import Talk, answer_by_mail, forward, outsider, people, place
from tests.node.traces import everything_in_tables

NOOR = "noor@far.test"


def told(world: World) -> list[tuple[str, str]]:
    """Which mails wait, to whom."""
    rows = list(Notice.select().order_by(Notice.id))
    return [(row.template, row.address or "") for row in rows]


def ladder_talk(world: World, **wish: object) -> Talk:
    [lotte] = people(world, "Lotte Lener")
    lid = place(world, lotte, reach="everyone")
    asked = {"starts": world.now(), "until": world.now(), "text": "Mag ik hem lenen?"} | wish
    return answer_by_mail(world, outsider(world, NOOR), lid, **asked)


def test_the_same_states_and_mails_with_names_that_are_for_outside(world: World) -> None:
    talk = ladder_talk(world)
    assert told(world) == [("answer-new", "lotte@elm.test")]
    assert talk.lister_does("accept") == "accepted"
    assert told(world)[-1] == ("answer-accepted", NOOR)
    mail = Notice.select().order_by(Notice.id.desc()).get()
    assert '"other": "Lotte L."' in mail.values
    assert '"name": "Noor"' in mail.values
    assert f"/{talk.key}" in mail.values
    assert "/per-mail/" in mail.values
    seen = read.one(talk.key, talk.responder)
    assert (seen.slip.other_name, seen.other_handle, seen.slip.by_mail) == ("Lotte L.", "", False)
    at_home = read.one(talk.key, talk.lister)
    assert (at_home.slip.other_name, at_home.slip.by_mail) == ("Noor", True)
    assert [slip.key for slip in read.mine(talk.responder)] == [talk.key]
    assert talk.responder_does("cancel", text="Toch niet") == "cancelled"
    assert told(world)[-1] == ("answer-cancelled", "lotte@elm.test")


def test_ME_01_another_address_or_resident_of_that_number_finds_nothing(world: World) -> None:
    talk = ladder_talk(world)
    number = talk.row.address_id
    assert number is not None
    mo = outsider(world, "mo@far.test")
    for who in (Outsider(mo.id), number + 1_000):
        with pytest.raises(NotFoundError):
            moving.move(world, key=talk.key, who=who, name="cancel")
        with pytest.raises(NotFoundError):
            read.one(talk.key, who)
    assert read.mine(Outsider(mo.id)) == []


def test_contact_data_opens_when_both_gave_theirs(world: World) -> None:
    talk = ladder_talk(world)
    assert not conversing.share(world, key=talk.key, who=talk.responder, contact="noor@far.test")
    assert read.one(talk.key, talk.lister).other_shares == ""
    assert conversing.share(world, key=talk.key, who=talk.lister, contact="06 1234")
    assert read.one(talk.key, talk.responder).other_shares == "06 1234"


def test_ME_03_a_block_parts_them_for_all_listings_and_can_be_undone(world: World) -> None:
    talk = ladder_talk(world)
    block = parting.block_other(world, key=talk.key, resident_id=talk.lister)
    assert block.outside
    assert [list(slip.moves) for slip in read.mine(talk.lister)] == [["decline"]]
    before = told(world)
    with pytest.raises(PartedError):
        conversing.write(world, key=talk.key, who=talk.responder, text="Hoor je mij?")
    assert talk.responder_does("cancel") == "cancelled"
    assert told(world) == before
    assert [one.name for one in aside.blocked_by(talk.lister)[1]] == ["Noor"]
    aside.let_in_again(resident_id=talk.lister, number=block.number)
    conversing.write(world, key=talk.key, who=talk.responder, text="En nu?")
    assert told(world) != before


def test_B19_who_has_something_late_borrows_nothing_else(world: World) -> None:
    talk = ladder_talk(world)
    talk.lister_does("accept")
    talk.lister_does("hand-over")
    forward(world, days=1)
    assert reminding.remind_due(world) == 2
    assert ("loan-late", NOOR) in told(world)
    [bo] = people(world, "Bo Buur")
    with pytest.raises(OverdueError):
        answer_by_mail(
            world,
            Address.get(),
            place(world, bo, reach="everyone"),
            starts=world.now(),
            until=world.now(),
        )


def test_ME_04_an_address_answers_five_a_day(world: World) -> None:
    [lotte] = people(world, "Lotte Lener")
    noor = outsider(world)
    lids = [place(world, lotte, reach="everyone") for _ in range(6)]
    for lid in lids[:5]:
        answer_by_mail(world, noor, lid)
    with pytest.raises(TooManyError):
        answer_by_mail(world, noor, lids[5])


def test_ME_10_forgotten_the_other_keeps_what_was_agreed_and_nothing_of_whom(world: World) -> None:
    talk = ladder_talk(world)
    talk.lister_does("accept")
    Notice.update(values="{}", address=None, state="sent").execute()  # what was told was told
    outsiders.forget(world, Address.get())
    assert told(world)[-1] == ("answer-left", "lotte@elm.test")
    slip = read.one(talk.key, talk.lister).slip
    assert (slip.state, slip.other_name, slip.by_mail) == ("cancelled", "", False)
    said = [value for _place, value in everything_in_tables()]
    assert not [value for value in said if "noor" in value.lower() or "Mag ik" in value]
    assert Response.get(key=talk.key).starts is not None


def reported(world: World) -> tuple[Talk, Resident]:
    """Lotte reported what Noor wrote; a moderator who is neither."""
    talk, [mo] = ladder_talk(world), people(world, "Mo Deraat")
    Resident.update(role="moderator").where(Resident.id == mo.id).execute()
    number = Message.get(side="responder").id
    said = Told("", "hurtful")
    messages.report(world, said, key=talk.key, who=talk.lister, number=number)
    return talk, Resident.get_by_id(mo.id)


def unsaid(world: World, mo: Resident) -> Ruling:
    ruled = Chosen(UNSAY, "hurtful", "Dit is niet aardig.")
    return deciding.decide(world, mo, Case.get().id, ruled)


def test_ME_09_a_message_of_theirs_is_reported_and_taken_away_and_they_hear_it(
    world: World,
) -> None:
    talk, mo = reported(world)
    whole = queue.one(world, mo, Case.get().id)
    assert (whole.text, whole.maker, whole.maker_since) == ("Mag ik hem lenen?", "Noor", None)
    assert set(whole.actions) == {UNSAY, NOTHING}
    unsaid(world, mo)
    assert read.one(talk.key, talk.lister).messages[0].text == ""
    [mail] = list(Notice.select().where(Notice.template == "decision-message"))
    assert mail.address == NOOR
    for words in ('"name": "Noor"', "Mag ik hem lenen?", "Dit is niet aardig.", "/besluit/"):
        assert words in mail.values
    assert "Lotte" not in mail.values


def test_ME_09_they_report_a_message_and_hear_what_came_of_it(world: World) -> None:
    talk, [mo] = ladder_talk(world), people(world, "Mo Deraat")
    Resident.update(role="moderator").where(Resident.id == mo.id).execute()
    conversing.write(world, key=talk.key, who=talk.lister, text="Wat een rare naam.")
    mine, theirs = (Message.get(side=side).id for side in ("responder", "lister"))
    said = Told("", "hurtful", "Dit is niet aardig.")
    strange = Outsider(outsider(world, "mo@far.test").id)
    for who, number in ((talk.responder, mine), (strange, theirs)):
        with pytest.raises(NotFoundError):
            messages.report(world, said, key=talk.key, who=who, number=number)
    for _twice in range(2):
        messages.report(world, said, key=talk.key, who=talk.responder, number=theirs)
    whole = queue.one(world, Resident.get_by_id(mo.id), Case.get().id)
    assert (whole.text, whole.maker) == ("Wat een rare naam.", "Lotte Lener")
    assert [(one.sentence, one.name) for one in whole.reports] == [("Dit is niet aardig.", "")]
    unsaid(world, Resident.get_by_id(mo.id))
    assert {("decision-message", "lotte@elm.test"), ("report-decided", NOOR)} <= set(told(world))
    assert read.one(talk.key, talk.responder).messages[-1].removed


def test_ME_09_they_may_disagree_and_hear_what_came_of_it(world: World) -> None:
    talk, mo = reported(world)
    ruling = unsaid(world, mo)
    [ada] = people(world, "Ada Deraat")
    Resident.update(role="moderator").where(Resident.id == ada.id).execute()
    token = telling.path_of(world, ruling.id, telling.OWNER).rpartition("/")[2]
    theirs = {"ruling": ruling.id, "side": telling.OWNER, "token": token}
    assert appeals.look(world, **theirs).may_appeal  # type: ignore[arg-type]
    appeals.appeal(world, **theirs, text="Ik vroeg het netjes.")  # type: ignore[arg-type]
    appeals.decide(
        world,
        Resident.get_by_id(ada.id),
        Appeal.get().id,
        outcome=appeals.REVERSED,
        answer="Dat klopt.",
    )
    assert read.one(talk.key, talk.lister).messages[0].text == "Mag ik hem lenen?"
    said = [template for template, to in told(world) if to == NOOR]
    assert said == ["decision-message", "decision-ended", "appeal-decided"]


def test_ME_10_forgotten_nothing_of_them_waits_for_a_moderator(world: World) -> None:
    talk, mo = reported(world)
    Response.update(state="done").where(Response.key == talk.key).execute()
    for who, text in ((talk.responder, "Noor vond hem stuk."), (talk.lister, "Zij was laat.")):
        messages.tell_moderators(world, key=talk.key, who=who, text=text, once="1")
    assert queue.count(world, mo) == 3
    Notice.update(values="{}", address=None, state="sent").execute()
    outsiders.forget(world, Address.get())
    assert queue.count(world, mo) == 0
    assert [row.state for row in list(Case.select())] == ["gone"] * 3
    said = [value for _place, value in everything_in_tables()]
    assert not [value for value in said if "noor" in value.lower() or "Mag ik" in value]


def test_ME_08_what_they_wrote_waits_for_a_moderator_and_two_months_after_it_is_nobodys(
    world: World,
) -> None:
    _talk, mo = reported(world)
    forgetting.forget_old(world)
    assert queue.one(world, mo, Case.get().id).text == "Mag ik hem lenen?"
    unsaid(world, mo)
    forward(world, days=61)
    forgetting.forget_old(world)
    case = Case.get()
    assert (case.text, case.called, case.address_id) == ("", "", None)


def test_B1_they_too_tell_moderators_alone_how_it_went(world: World) -> None:
    talk, [mo, lister] = ladder_talk(world), people(world, "Mo Deraat", "Lies Deraat")
    people_of_the_ward = Resident.id.in_([mo.id, lister.id, talk.lister])
    Resident.update(role="moderator").where(people_of_the_ward).execute()
    words = {"key": talk.key, "who": talk.responder, "text": "De ladder was stuk."}
    with pytest.raises(NotFoundError):
        messages.tell_moderators(world, **words, once="1")  # type: ignore[arg-type]
    Response.update(state="done").where(Response.key == talk.key).execute()
    for once in ("1", "1", "2"):
        messages.tell_moderators(world, **words, once=once)  # type: ignore[arg-type]
    case = Case.get()
    whole = queue.one(world, Resident.get_by_id(mo.id), case.id)
    assert (whole.subject, whole.maker, whole.actions) == ("went", "Lotte Lener", (NOTHING,))
    assert [(one.who, one.name, one.sentence) for one in whole.reports] == [
        ("visitor", "Noor", "De ladder was stuk.")
    ] * 2
    with pytest.raises(NoCaseError):  # it is about her
        queue.one(world, Resident.get_by_id(talk.lister), case.id)
    assert "stuk" not in str(read.one(talk.key, talk.lister).messages)
    assert ("report-new", "lotte@elm.test") not in told(world)
    deciding.decide(world, Resident.get_by_id(mo.id), case.id, Chosen(NOTHING))
    assert not [template for template, to in told(world) if to == NOOR]
