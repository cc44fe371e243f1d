"""Answering what strangers asked for: a job, so that asking is the same for everybody.

Rule: a question is answered once; what cannot be answered is forgotten, never tried again and
again, and the others go on.
"""

import logging
from collections.abc import Callable, Mapping

from node.residents import addresses, changing, joining, recovery, together
from node.residents.models import Asked
from node.store.database import database
from node.world import World

log = logging.getLogger(__name__)

BATCH = 200  # a round
ANSWERS: Mapping[str, Callable[[World, Asked], None]] = {
    "join": joining.answer,
    "recover": recovery.answer,
    "name": recovery.answer_name,
    "together": together.answer,
    "email": changing.answer,
    addresses.LINK: addresses.answer,
}


def answer_all(world: World) -> int:
    """Answer what waits; returns how many questions that were."""
    rows = list(Asked.select().order_by(Asked.id).limit(BATCH))
    answered = 0
    for row in rows:
        try:
            with database.atomic():
                if not Asked.delete().where(Asked.id == row.id, Asked.at == row.at).execute():
                    continue  # another worker was first
                ANSWERS[row.kind](world, row)
        except Exception:
            log.exception("a question (%s) could not be answered", row.kind)
            Asked.delete().where(Asked.id == row.id).execute()
        answered += 1
    return answered
