"""Learning something from somebody: a course, a lesson, help with homework."""

from federation.kinds.kind import Field, Kind

LEARNING = Kind(
    name="learning",
    terms=("gift", "paid", "hours", "swap"),
    actions=("deliverService",),
    fields=(Field("level"), Field("cost")),
)
