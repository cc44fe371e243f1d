"""A plan for the neighbourhood that looks for people."""

from federation.kinds.kind import Field, Kind

INITIATIVE = Kind(
    name="initiative",
    terms=("none", "gift", "hours"),
    actions=("deliverService",),
    fields=(Field("dream", "text", limit=500), Field("needs")),
)
