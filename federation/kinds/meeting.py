"""Coming together at a time and a place, once or again and again."""

from federation.kinds.kind import MOST_PLACES, Field, Kind

REPEATS = ("weekly", "two-weekly", "monthly")

MEETING = Kind(
    name="meeting",
    terms=("gift", "none", "paid"),
    actions=("deliverService",),
    fields=(
        Field("repeat", "choice", choices=REPEATS),
        Field("places", "number", limit=MOST_PLACES),
        Field("accessible", "choice", choices=("yes", "no")),
    ),
    type="Event",
    counted="places",
)
