"""Where the middle of a ward is became a setting that its admins can change."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


def up(migrator: Any, db: pw.Database) -> None:
    db.execute_sql(
        "INSERT INTO setting (name, value)"
        " SELECT 'centre', centre FROM ward WHERE centre <> '' LIMIT 1"
    )
    migrate(migrator.drop_column("ward", "centre"))
