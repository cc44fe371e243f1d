"""The store's own table: when each job of the node last did its round."""

import peewee as pw

from node.store.database import InstantField, Row


class Heartbeat(Row):
    """The last time the job ``name`` finished."""

    name = pw.TextField(primary_key=True)
    at = InstantField()


MODELS = (Heartbeat,)
