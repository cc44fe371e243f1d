"""What this room holds of a resident (see :mod:`node.store.holding`)."""

import json

from node.matching.models import SavedSearch
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
                Fact("created", N_("Bewaard op"), row.created),
                Fact("looked", N_("Laatst bekeken op"), row.looked),
            ],
        )
        for row in list(rows.order_by(SavedSearch.id))
    ]


HOLDINGS = (
    Holding(
        SavedSearch,
        SavedSearch.resident,
        "saved_searches",
        N_("Bewaarde zoekopdrachten"),
        tell=_saved_searches,
    ),
)
