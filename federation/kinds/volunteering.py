"""Giving time to somebody or something in the neighbourhood."""

from federation.kinds.kind import Field, Kind

VOLUNTEERING = Kind(
    name="volunteering",
    terms=("gift", "hours", "none"),
    actions=("deliverService",),
    fields=(Field("when"), Field("needs")),
)
