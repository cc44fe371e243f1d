"""A link of each sort, as mails have them, that nobody has used yet."""

from node.agreements import conversing, outside, responding
from node.agreements.asking import Wish
from node.agreements.models import Message
from node.matching import outside as matching
from node.matching import saved, stopping
from node.matching.models import SavedSearch
from node.moderation import appeals, deciding, reporting, telling
from node.moderation.deciding import Chosen
from node.moderation.models import Appeal, Case
from node.moderation.reporting import Told
from node.notices import links as notice_links
from node.notices import outbox
from node.notices.choices import Person
from node.residents import (
    accounts,
    addresses,
    answering,
    applicants,
    helpers,
    tickets,
    together,
)
from node.residents.models import Application
from node.settings import values
from node.shown.viewer import ANYONE
from node.trust import stillthere
from node.world import World
from tests.node import agreeing
from tests.node.post import newest

PASSWORD = "een lange zin die niemand raadt"
OWNER, ONE, OTHER = "Vrager Hulp", "Eerste Helper", "Tweede Helper"


def of_choices(world: World) -> dict[str, str]:
    """What stands in the link at the foot of a mail to :data:`OWNER`, who was made here."""
    person = accounts.named(OWNER)
    box = outbox.mailbox_of(world, person.email or "")
    who, token = notice_links.path_of(world, Person(person.id), box).split("/")[2:]
    return {"who": who, "token": token, "sorts": "answers-messages"}


def of_alerts(world: World) -> dict[str, str]:
    """What stands in the link of a mail about a search that :data:`OWNER` keeps."""
    person = accounts.named(OWNER)
    saved.save(world, resident_id=person.id, name="Soep", chosen={"q": "soep"}, alert="now")
    number, token = stopping.path_of(world, SavedSearch.get(name="Soep")).split("/")[2:]
    return {"search": number, "token": token}


def of_decision(world: World, lid: str, action: str = "warn") -> dict[str, str]:
    """What stands in the link of the mail about a decision on this listing, and the number of the
    appeal against it; by a moderator who was made here.
    """
    decider = accounts.create(world, name="Deci Der", password=PASSWORD, role="moderator")
    reporting.report(world, ANYONE, Told("decided", "untrue"), lid=lid)
    case = Case.get(lid=lid, state="open")
    chosen = Chosen(action, "untrue", "Er staat dat hij van hout is. Dat klopt niet.")
    made = deciding.decide(world, decider, case.id, chosen)
    ruling, side, token = telling.path_of(world, made.id, telling.OWNER).split("/")[2:]
    appeals.appeal(world, ruling=made.id, side=0, token=token, text="Hij is van hout.")
    number = str(Appeal.get(ruling=made.id).id)
    return {"ruling": ruling, "side": side, "token": token, "appeal": number}


def of_outside(world: World, lid: str) -> dict[str, str]:
    """What stands in the link of somebody without an account who answered this listing."""
    address = agreeing.outsider(world)
    talk = agreeing.answer_by_mail(world, address, lid)
    token = addresses.link_for(world, address.id)
    kept = SavedSearch.create(
        address=address.id,
        name="Soep",
        choices='{"q": "soep"}',
        created=world.now(),
        looked=world.now(),
    )
    conversing.write(world, key=talk.key, who=talk.lister, text="Dat kan.")
    message, search = str(Message.get(text="Dat kan.").id), str(kept.id)
    parts = {"token": token, "thread": talk.key, "deed": "afzeggen"}
    return parts | {"search": search, "message": message}


def of_application(world: World) -> dict[str, str]:
    """What stands in the link of somebody who asked to join, and was asked something."""
    row = Application.create(
        **accounts.keys("Aan Vrager", None),
        password="x",
        language="nl",
        about="Ik woon aan het plein.",
        answers='{"Wat doe je graag?": "Koken."}',
        made=world.now(),
    )
    host = accounts.create(world, name="Gast Vrouw", password=PASSWORD, role="moderator")
    applicants.ask(world, host, row.id, "Op welk nummer?")
    number, token = applicants.path_of(world, row.id).split("/")[2:]
    return {"number": number, "token": token}


def of_admin(world: World) -> dict[str, str]:
    """What stands in the link that asks an admin, who was made here, whether they are there."""
    admin = accounts.create(world, name="Oude Baas", password=PASSWORD, role="admin")
    number, ends, token = stillthere.path_of(world, admin.id).split("/")[2:]
    return {"person": number, "ends": ends, "token": token}


def to_confirm(world: World, lid: str) -> str:
    """The link of a mail behind which an answer waits for its button."""
    listing = responding.listing_to_answer(world, ANYONE, lid)
    wish = Wish(text="Mag ik hem lenen?\n\nIk hang een plank op.", starts=world.now())
    outside.ask(
        world, listing=listing, called="Mona", email="mona@far.test", language="nl", wish=wish
    )
    return str(newest(outside.MAIL).values["path"])


def alert_to_confirm(world: World) -> str:
    """The same of an alert."""
    chosen = {"q": "boormachine", "near": "2000"}
    matching.ask(
        world, email="mona@far.test", language="nl", name="Zo", chosen=chosen, alert="daily"
    )
    return str(newest(matching.MAIL).values["path"])


def of_each_sort(world: World) -> dict[str, str]:
    """What stands for the token in each route that has one; of residents made here."""
    values.put("joining", "open")
    owner, one, other = [
        accounts.create(world, name=name, password=PASSWORD, email=f"{name[0]}@elm.test")
        for name in (OWNER, ONE, OTHER)
    ]
    helpers.name_two(world, owner, helper_names=(ONE, OTHER), password=PASSWORD)
    codes = together.ask(world, who=OWNER, language="nl")
    answering.answer_all(world)
    for helper in (one, other):
        together.confirm(world, helper, owner_id=owner.id, typed=codes.read_out)
    recover = tickets.for_resident(world, "recover", owner)
    email = tickets.for_resident(world, "email", owner, email="y@elm.test")
    return {
        "/account-maken/<token:token>": tickets.for_mailbox(world, "x@elm.test", None).token,
        "/herstel/<token:token>": recover.token,
        "/van-mij/e-mail/<token:token>": email.token,
        "/herstel/stop/<token:token>": newest("rescue-started").token,
    }
