"""Finding by place and by date: where listings are, and when a meeting is next."""

from typing import Any
from zlib import crc32

import peewee as pw
from playhouse.migrate import migrate


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Listing(Table):
    id = pw.BigIntegerField(primary_key=True)
    kind = pw.TextField()
    latitude = pw.IntegerField(null=True)
    longitude = pw.IntegerField(null=True)


def up(migrator: Any, db: pw.Database) -> None:
    upcoming = pw.BigIntegerField(null=True, index=True)
    migrate(migrator.add_column("listing", "upcoming", upcoming))
    db.execute_sql('UPDATE "listing" SET upcoming = starts')
    if isinstance(db, pw.SqliteDatabase):
        db.execute_sql(
            "CREATE VIRTUAL TABLE place_index"
            " USING rtree_i32(id, lat0, lat1, lon0, lon1, kind0, kind1)"
        )
    else:
        db.execute_sql(
            "CREATE TABLE place_index (id BIGINT PRIMARY KEY, at POINT NOT NULL, kind INT NOT NULL)"
        )
        db.execute_sql("CREATE INDEX place_index_at ON place_index USING gist (at)")
    with db.bind_ctx((Listing,), bind_refs=False, bind_backrefs=False):
        for row in list(Listing.select().where(Listing.latitude.is_null(is_null=False))):
            _place(db, row)


def _place(db: pw.Database, row: Listing) -> None:
    number, kind = row.id, crc32(row.kind.encode()) & 0x7FFFFFFF
    lat, lon = row.latitude, row.longitude
    if isinstance(db, pw.SqliteDatabase):
        sql = "INSERT INTO place_index VALUES (?, ?, ?, ?, ?, ?, ?)"
        db.execute_sql(sql, (number, lat, lat, lon, lon, kind, kind))
    else:
        sql = "INSERT INTO place_index (id, at, kind) VALUES (%s, point(%s, %s), %s)"
        db.execute_sql(sql, (number, lon, lat, kind))
