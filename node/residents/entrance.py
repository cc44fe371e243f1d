"""What this room holds of how a resident comes in and comes back (see :mod:`node.store.holding`).

Rule: secrets and their hashes are told nobody, their owner included; that they are there is told.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from node.residents.models import (
    AdminCall,
    ApplicationMessage,
    Asked,
    Device,
    Helper,
    Invitation,
    PaperCode,
    Rescue,
    RescueVote,
    SecondStep,
    Ticket,
)
from node.store.holding import Fact, Holding, Piece
from node.translations.catalogue import N_
from node.world import World

MADE = N_("Gemaakt op")
LEFT = "–"  # in the place of the name of somebody who left
PAPER = {
    "backup": N_("in plaats van je tweede stap"),
    "way-back": N_("om weer binnen te komen"),
}
STATES = {
    "asked": N_("gevraagd"),
    "waiting": N_("wacht"),
    "stopped": N_("gestopt"),
    "done": N_("gedaan"),
}


def _devices(_world: World, resident_id: int) -> list[Piece]:
    rows = Device.select().where(Device.resident == resident_id).order_by(Device.seen)
    return [Piece("", [Fact("seen", N_("Laatst gebruikt"), row.seen)]) for row in list(rows)]


def _second_step(_world: World, resident_id: int) -> list[Piece]:
    row = SecondStep.get_or_none(SecondStep.resident == resident_id)
    if row is None or row.confirmed is None:
        return []
    return [Piece("", [Fact("confirmed", N_("Staat aan sinds"), row.confirmed)])]


def _paper_codes(_world: World, resident_id: int) -> list[Piece]:
    rows = PaperCode.select().where(PaperCode.resident == resident_id).order_by(PaperCode.id)
    return [
        Piece(
            "",
            [
                Fact("kind", N_("Waarvoor"), row.kind, words=[PAPER.get(row.kind, row.kind)]),
                Fact("made", MADE, row.made),
            ],
        )
        for row in list(rows)
    ]


def _invitations(_world: World, resident_id: int) -> list[Piece]:
    rows = Invitation.select().where(Invitation.maker == resident_id).order_by(Invitation.id)
    return [
        Piece(
            row.label,
            [
                Fact("made", MADE, row.made),
                Fact("ends", N_("Stopt op"), row.ends),
                Fact("uses_left", N_("Nog te gebruiken"), row.uses_left),
            ],
        )
        for row in list(rows)
    ]


def _keep_invitations(_world: World, resident_id: int) -> list[Path]:
    """Whoever was invited may still come; by whom is forgotten."""
    Invitation.update(maker=None).where(Invitation.maker == resident_id).execute()
    return []


def _calls(_world: World, resident_id: int) -> list[Piece]:
    rows = AdminCall.select().where(AdminCall.resident == resident_id).order_by(AdminCall.id)
    return [Piece(row.name, [Fact("made", MADE, row.made)]) for row in list(rows)]


def _calls_made(_world: World, resident_id: int) -> list[Piece]:
    rows = AdminCall.select().where(AdminCall.maker == resident_id).order_by(AdminCall.id)
    return [Piece(row.name, [Fact("made", MADE, row.made)]) for row in list(rows)]


def _keep_calls(_world: World, resident_id: int) -> list[Path]:
    """Whoever was asked may still come; by whom is forgotten."""
    AdminCall.update(maker=None).where(AdminCall.maker == resident_id).execute()
    return []


def _rescues(_world: World, resident_id: int) -> list[Piece]:
    rows = Rescue.select().where(Rescue.owner == resident_id).order_by(Rescue.id)
    return [
        Piece(
            "",
            [
                Fact("state", N_("Hoe het staat"), row.state, words=[STATES[row.state]]),
                Fact("made", N_("Gevraagd op"), row.made),
            ],
        )
        for row in list(rows)
    ]


def _dates(
    model: type[Helper | RescueVote], column: str, when: str
) -> Callable[..., Sequence[Piece]]:
    """That there is such a row and since when; who the other one is, is not ours to tell."""

    def tell(_world: World, resident_id: int) -> list[Piece]:
        rows = model.select().where(getattr(model, column) == resident_id).order_by(model.id)
        return [Piece("", [Fact(when, MADE, getattr(row, when))]) for row in list(rows)]

    return tell


def _asked_of_applicants(_world: World, resident_id: int) -> list[Piece]:
    rows = ApplicationMessage.select().where(ApplicationMessage.host == resident_id)
    return [
        Piece("", [Fact("text", N_("Wat je schreef"), row.text), Fact("at", MADE, row.at)])
        for row in list(rows.order_by(ApplicationMessage.id))
    ]


def _keep_asked_of_applicants(_world: World, resident_id: int) -> list[Path]:
    """What was asked stays until the application is decided; by whom is forgotten."""
    theirs = ApplicationMessage.host == resident_id
    ApplicationMessage.update(host=None, who=LEFT).where(theirs).execute()
    return []


SHORT_LIVED = "codes under way; they hold nothing else and are gone within a day"

ENTRANCE = (
    Holding(
        ApplicationMessage,
        ApplicationMessage.host,
        "asked_of_applicants",
        N_("Wat je schreef aan wie mee wil doen"),
        tell=_asked_of_applicants,
        erase=_keep_asked_of_applicants,
    ),
    Holding(Device, Device.resident, "devices", N_("Browsers die wij kennen"), tell=_devices),
    Holding(SecondStep, SecondStep.resident, "second_step", N_("Tweede stap"), tell=_second_step),
    Holding(PaperCode, PaperCode.resident, "paper_codes", N_("Codes op papier"), tell=_paper_codes),
    Holding(
        Invitation,
        Invitation.maker,
        "invitations",
        N_("Uitnodigingen die je maakte"),
        tell=_invitations,
        erase=_keep_invitations,
    ),
    Holding(
        AdminCall,
        AdminCall.resident,
        "asked_to_look_after",
        N_("Vragen of je beheerder wilt worden"),
        tell=_calls,
    ),
    Holding(
        AdminCall,
        AdminCall.maker,
        "asks_to_look_after",
        N_("Wie je vroeg om beheerder te worden"),
        tell=_calls_made,
        erase=_keep_calls,
    ),
    Holding(Ticket, Ticket.resident, "tickets", N_("Codes onderweg"), untold=SHORT_LIVED),
    Holding(Asked, Asked.resident, "asked", N_("Vragen onderweg"), untold=SHORT_LIVED),
    Holding(
        RescueVote,
        RescueVote.helper,
        "votes",
        N_("Keren dat je iemand weer binnenliet"),
        tell=_dates(RescueVote, "helper", "at"),
    ),
    Holding(
        Rescue,
        Rescue.owner,
        "rescues",
        N_("Keren dat je hulp vroeg om binnen te komen"),
        tell=_rescues,
    ),
    Holding(
        Helper,
        Helper.owner,
        "helpers",
        N_("Helpers die je koos"),
        tell=_dates(Helper, "owner", "made"),
    ),
    Holding(
        Helper,
        Helper.helper,
        "helps",
        N_("Buren die jou als helper kozen"),
        tell=_dates(Helper, "helper", "made"),
    ),
)
