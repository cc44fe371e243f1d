"""The store's own tables: when each job last did its round, and what was seen of the node."""

import peewee as pw

from node.store.database import InstantField, Row


class Heartbeat(Row):
    """The last time the job ``name`` finished."""

    name = pw.TextField(primary_key=True)
    at = InstantField()


class Fact(Row):
    """What was seen last of one thing: ``value`` is JSON, for whoever asks how the node is."""

    name = pw.TextField(primary_key=True)
    at = InstantField()
    value = pw.TextField()


MODELS = (Heartbeat, Fact)
