"""Learning something from somebody: a course, a lesson, help with homework."""

from federation.kinds.kind import MOST_PLACES, Field, Kind

LEARNING = Kind(
    name="learning",
    terms=("gift", "paid", "hours", "swap"),
    actions=("deliverService",),
    fields=(
        Field("level"),
        Field("cost", terms=("paid", "hours", "swap")),
        Field("taught_in", "language", limit=35),
        Field("places", "number", limit=MOST_PLACES),
    ),
    counted="places",
)
