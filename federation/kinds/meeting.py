"""Coming together at a time and a place, once or again and again."""

from federation.kinds.kind import Field, Kind

REPEATS = ("weekly", "two-weekly", "monthly")

MEETING = Kind(
    name="meeting",
    terms=("gift", "none", "paid"),
    actions=("deliverService",),
    fields=(
        Field("places", type="integer", limit=100_000),
        Field("repeat", choices=REPEATS),
    ),
    type="Event",
)
