"""Letting go of answers (ME-08): half a year after the last thing that happened, with all that was
said. Backups are let go of by their own rule, so what is gone here is gone there after that.

Rule: what is still to come is kept, however long ago it was agreed.
"""

from datetime import timedelta
from typing import Final

import peewee as pw

from node.agreements.models import Message, Response, Seats
from node.agreements.room import key_of
from node.world import World

KEPT: Final = timedelta(days=183)


def forget_old(world: World) -> int:
    """The job; returns how many answers went."""
    old = world.now() - KEPT
    said = Message.select(pw.SQL("1")).where(Message.response == Response.id, Message.at >= old)
    gone = list(
        Response.select(Response.id, Response.lid, Response.occasion).where(
            Response.changed < old,
            Response.starts.is_null() | (Response.starts < old),
            Response.until.is_null() | (Response.until < old),
            ~pw.fn.EXISTS(said),
        )
    )
    ids = [row.id for row in gone]
    Message.delete().where(Message.response.in_(ids)).execute()
    Response.delete().where(Response.id.in_(ids)).execute()
    for key in {key_of(row.lid, row.occasion) for row in gone}:
        lid, _, occasion = key.partition(" ")
        left = Response.select().where(Response.lid == lid, Response.occasion == int(occasion))
        if not left.exists():
            Seats.delete().where(Seats.key == key).execute()
    return len(ids)
