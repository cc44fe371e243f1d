"""Giving time to somebody or something in the neighbourhood."""

from federation.kinds.kind import MOST_PLACES, Field, Kind

VOLUNTEERING = Kind(
    name="volunteering",
    terms=("gift", "hours", "none"),
    actions=("deliverService",),
    fields=(
        Field("when"),
        Field("for_whom"),
        Field("needs"),
        Field("places", "number", limit=MOST_PLACES),
    ),
    counted="places",
)
