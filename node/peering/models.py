"""Table of the nodes we follow, and how the last contact went."""

import peewee as pw

from node.feed.models import Origin
from node.store.database import InstantField, Row


class Peer(Row):
    """A neighbour that an admin here chose to follow."""

    origin_id: int

    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, backref="peers", unique=True, on_delete="CASCADE")
    url = pw.TextField(unique=True)
    state = pw.TextField(default="active")  # active, paused
    added = InstantField()
    next_attempt = InstantField(index=True)
    failures = pw.IntegerField(default=0)
    failing_since = InstantField(null=True)
    last_contact = InstantField(null=True)
    last_error = pw.TextField(null=True)  # a code of PROTOCOL §15
    last_error_facts = pw.TextField(default="{}")  # JSON, for the sentence
    manifest_asked = InstantField(null=True)  # at most once an hour (§8.5)


MODELS = (Peer,)
