"""What this room holds of a resident (see :mod:`node.store.holding`)."""

from pathlib import Path

from node.residents import former, profile
from node.residents.entrance import ENTRANCE
from node.residents.lookalikes import look
from node.residents.models import Profile, ProfileAnswer, Resident, Session
from node.residents.profile import REACHES
from node.store.holding import Fact, Holding, Piece
from node.translations.catalogue import N_
from node.world import World

ROLES = {"resident": N_("bewoner"), "moderator": N_("moderator"), "admin": N_("beheerder")}


def _account(_world: World, resident_id: int) -> list[Piece]:
    person = Resident.get_by_id(resident_id)
    facts = [
        Fact("name", N_("Gebruikersnaam"), person.name),
        Fact("email", N_("E-mailadres"), person.email),
        Fact("shown_name", N_("Zo heet je in deze wijk"), person.shown_name),
        Fact("outside_name", N_("Zo heet je daarbuiten"), person.outside_name),
        Fact("role", N_("Rol"), person.role, words=[ROLES.get(person.role, person.role)]),
        Fact("language", N_("Taal"), person.language),
        Fact("created", N_("Account sinds"), person.created),
        Fact("seen", N_("Laatst hier"), person.seen),
        Fact("suspended", N_("Stilgezet sinds"), person.suspended),
    ]
    return [Piece(person.name, [fact for fact in facts if fact.value is not None])]


def _erase_account(world: World, resident_id: int) -> list[Path]:
    """The last of all. Its names stay out of reach for a while."""
    person = Resident.get_by_id(resident_id)
    for name in {person.name, person.shown_name}:
        former.reserve(world, look(name))
    Resident.delete().where(Resident.id == resident_id).execute()
    return []


def _sessions(_world: World, resident_id: int) -> list[Piece]:
    rows = list(Session.select().where(Session.resident == resident_id).order_by(Session.created))
    return [
        Piece(
            "",
            [
                Fact("created", N_("Ingelogd op"), row.created),
                Fact("seen", N_("Laatst gebruikt"), row.seen),
                Fact("ends", N_("Stopt op"), row.ends),
            ],
        )
        for row in rows
    ]


def _answers(_world: World, resident_id: int) -> list[Piece]:
    found = profile.of(resident_id=resident_id)
    pieces = []
    for one in profile.FIELDS:
        answer = found.answers.get(one.name)
        if answer is None:
            continue
        facts = [
            Fact("field", "", one.name),
            Fact(
                "value",
                N_("Antwoord"),
                answer.value,
                words=one.words(answer.value) if one.choices else (),
            ),
            Fact("reach", N_("Wie ziet het?"), answer.reach, words=[REACHES[answer.reach]]),
        ]
        pieces.append(Piece(one.label, facts, ours=True))
    return pieces


HOLDINGS = (
    Holding(ProfileAnswer, ProfileAnswer.resident, "profile", N_("Profiel"), tell=_answers),
    Holding(
        Profile,
        Profile.resident,
        "profile_address",
        N_("Adres van je profiel"),
        untold="it says nothing about its owner; the answers are told",
    ),
    *ENTRANCE,
    Holding(Session, Session.resident, "sessions", N_("Waar je bent ingelogd"), tell=_sessions),
    Holding(Resident, Resident.id, "account", N_("Account"), tell=_account, erase=_erase_account),
)
