"""What this room holds of a resident (see :mod:`node.store.holding`)."""

import json
from pathlib import Path

from node.matching import seeking
from node.matching.models import DigestSent, Match, SavedSearch, Seeker
from node.residents.talents import TALENTS
from node.store.holding import Fact, Holding, Piece
from node.translations.catalogue import N_
from node.world import World


def _saved_searches(_world: World, resident_id: int) -> list[Piece]:
    rows = SavedSearch.select().where(SavedSearch.resident == resident_id)
    return [
        Piece(
            row.name,
            [
                Fact("name", N_("Naam"), row.name),
                *(Fact(name, "", value) for name, value in json.loads(row.choices).items()),
                Fact("alert", N_("Seintje"), row.alert),
                Fact("created", N_("Bewaard op"), row.created),
                Fact("looked", N_("Laatst bekeken op"), row.looked),
            ],
        )
        for row in list(rows.order_by(SavedSearch.id))
    ]


def _no_longer_seeks(_world: World, resident_id: int) -> list[Path]:
    """Nobody else may have sought it: then their words go with them."""
    Seeker.delete().where(Seeker.resident == resident_id).execute()
    seeking.forget_unsought()
    return []


def _what(what: str) -> Fact:
    words = [TALENTS[what]] if what in TALENTS else []
    return Fact("what", N_("Omdat"), what, words=words)


def _matches(_world: World, resident_id: int) -> list[Piece]:
    rows = Match.select().where(Match.resident == resident_id).order_by(Match.id)
    return [
        Piece(row.lid, [_what(row.what), Fact("made", N_("Op"), row.made)]) for row in list(rows)
    ]


HOLDINGS = (
    Holding(
        Seeker,
        Seeker.resident,
        "seeking",
        N_("Waar wij voor je naar zoeken"),
        untold="made from the profile, the kept searches and the listings, which are told",
        erase=_no_longer_seeks,
    ),
    Holding(
        Match,
        Match.resident,
        "matches",
        N_("Wat wij voor je vonden"),
        tell=_matches,
    ),
    Holding(
        SavedSearch,
        SavedSearch.resident,
        "saved_searches",
        N_("Bewaarde zoekopdrachten"),
        tell=_saved_searches,
    ),
    Holding(
        DigestSent,
        DigestSent.resident,
        "digest_sent",
        N_("Wijkoverzicht"),
        untold="it says which week's letter went out, nothing about its receiver",
    ),
)


def _forget_searches(_world: World, address_id: int) -> list[Path]:
    """With what they asked for, where nobody else does."""
    SavedSearch.delete().where(SavedSearch.address == address_id).execute()
    seeking.forget_unsought()
    return []


# Of whoever reads mail at a confirmed address.
OUTSIDE = (
    Holding(
        Match,
        Match.address,
        "matches",
        N_("Wat wij voor je vonden"),
        untold="it was in the mails",
    ),
    Holding(
        SavedSearch,
        SavedSearch.address,
        "saved_searches",
        N_("Bewaarde zoekopdrachten"),
        untold="it is on the page that their link opens",
        erase=_forget_searches,
    ),
)
