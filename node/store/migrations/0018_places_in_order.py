"""Where listings are, as an index of their own rows: what was kept beside them told no more."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


def up(migrator: Any, db: pw.Database) -> None:
    db.execute_sql("DROP TABLE place_index")
    migrate(migrator.add_index("listing", ("latitude", "longitude", "kind")))
