"""What this room holds of a resident (see :mod:`node.store.holding`)."""

from node.feed.models import Origin
from node.shown import aside
from node.shown.models import Block, Hidden, OutsideBlock
from node.store.holding import Fact, Holding, Piece
from node.translations.catalogue import N_
from node.world import World

UNSEEN = "whoever blocked somebody did so unseen; telling it would be what a block prevents"


def _hidden(_world: World, resident_id: int) -> list[Piece]:
    rows = Hidden.select(Hidden, Origin).join(Origin).where(Hidden.resident == resident_id)
    return [
        Piece(
            row.lid or row.origin.name,
            [Fact("ward", N_("Wijk"), row.origin.name), Fact("at", N_("Sinds"), row.at)],
        )
        for row in list(rows.order_by(Hidden.id))
    ]


def _blocks(_world: World, resident_id: int) -> list[Piece]:
    residents, _ = aside.blocked_by(resident_id)
    return [_since(one) for one in residents]


def _shut_out(_world: World, resident_id: int) -> list[Piece]:
    _, others = aside.blocked_by(resident_id)
    return [_since(one) for one in others]


def _since(blocked: aside.Blocked) -> Piece:
    return Piece(blocked.name, [Fact("at", N_("Sinds"), blocked.at)])


HOLDINGS = (
    Holding(Hidden, Hidden.resident, "hidden", N_("Wat je verbergt"), tell=_hidden),
    Holding(Block, Block.resident, "blocks", N_("Wie je blokkeert"), tell=_blocks),
    Holding(
        Block,
        Block.blocked,
        "blocked",
        N_("Wie jou blokkeert"),
        untold=UNSEEN,
    ),
    Holding(
        OutsideBlock,
        OutsideBlock.resident,
        "blocks_outside",
        N_("Wie je blokkeert zonder account"),
        tell=_shut_out,
    ),
)

# Of whoever reads mail at a confirmed address.
OUTSIDE = (
    Holding(
        OutsideBlock,
        OutsideBlock.address,
        "blocked",
        N_("Wie jou blokkeert"),
        untold=UNSEEN,
    ),
)
