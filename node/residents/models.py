"""Tables of residents and their sessions."""

import peewee as pw

from node.store.database import InstantField, Row


class Resident(Row):
    """Somebody, or an organisation, with an account here.

    ``name_key`` and ``email_key`` are the folded forms that must differ; no password, no sign-in.
    """

    id = pw.AutoField()
    name = pw.TextField()
    name_key = pw.TextField(unique=True)
    email = pw.TextField(null=True)
    email_key = pw.TextField(null=True, unique=True)
    password = pw.TextField(null=True)  # Argon2id, PHC form
    role = pw.TextField(default="resident")  # resident, moderator, admin
    organisation = pw.BooleanField(default=False)
    shown_name = pw.TextField()  # inside the ward
    outside_name = pw.TextField()  # beyond it: first name and initial, unless chosen otherwise
    language = pw.TextField(default="nl")
    created = InstantField()
    suspended = InstantField(null=True)


class Session(Row):
    """One browser somebody signed in with. Only the hash of what its cookie holds is kept."""

    token_hash = pw.TextField(primary_key=True)
    resident = pw.ForeignKeyField(Resident, backref="sessions", on_delete="CASCADE")
    created = InstantField()
    seen = InstantField()
    ends = InstantField(index=True)


MODELS = (Resident, Session)
