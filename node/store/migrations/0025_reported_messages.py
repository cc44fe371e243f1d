"""A message can be reported, and taken away."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


class Message(pw.Model):
    id = pw.AutoField()

    class Meta:
        table_name = "message"


def up(migrator: Any, _db: pw.Database) -> None:
    message = pw.ForeignKeyField(Message, Message.id, null=True, on_delete="SET NULL")
    migrate(
        migrator.add_column("message", "removed", pw.BooleanField(default=False)),
        migrator.add_column("moderation_case", "message_id", message),
        migrator.add_column("moderation_case", "text", pw.TextField(default="")),
    )
