"""What strangers ask for, put in a row for a job to answer.

Rule: taking it looks at nothing; whoever asks gets the same answer in the same time.
"""

from node.residents.models import Asked, Resident
from node.world import World

LONGEST = 300  # characters of what was typed; nobody's name or address has more


def put(
    world: World,
    *,
    kind: str,
    typed: str,
    language: str,
    resident: Resident | None = None,
    invitation: int | None = None,
    secret_hash: str = "",
    check_hash: str = "",
) -> None:
    """Note it down; of what is too long nothing: its beginning could be somebody, who was counted
    as somebody else.
    """
    kept = typed.replace("\0", "")
    Asked.create(
        kind=kind,
        typed=kept if len(kept) <= LONGEST else "",
        language=language,
        resident=resident,
        invitation=invitation,
        secret_hash=secret_hash,
        check_hash=check_hash,
        at=world.now(),
    )
