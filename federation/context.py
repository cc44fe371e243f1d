"""The one ``@context`` of the protocol, which is also its version (PROTOCOL.md §1.7, §5.1).

Contexts are compared, never fetched and never interpreted.
"""

from typing import Any, Final

CONTEXT: Final[list[Any]] = [
    "https://www.w3.org/ns/activitystreams",
    "https://w3id.org/security/data-integrity/v2",
    {
        "Intent": "vf:Intent",
        "Proposal": "vf:Proposal",
        "action": "vf:action",
        "hasNumericalValue": "om2:hasNumericalValue",
        "hasUnit": "om2:hasUnit",
        "om2": "http://www.ontology-of-units-of-measure.org/resource/om-2/",
        "publishes": "vf:publishes",
        "purpose": "vf:purpose",
        "resourceQuantity": "vf:resourceQuantity",
        "vf": "https://w3id.org/valueflows/ont/vf#",
        "wijk": "https://w3id.org/werkenindewijk/ns#",
    },
]
ACTIVITYSTREAMS: Final = "https://www.w3.org/ns/activitystreams"
PUBLIC: Final = "https://www.w3.org/ns/activitystreams#Public"
