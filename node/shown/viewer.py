"""Who is looking."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Viewer:
    """Somebody at a page: a resident of this node, or anybody."""

    resident_id: int | None = None
    role: str | None = None

    @property
    def is_resident(self) -> bool:
        """Whether they are signed in here."""
        return self.resident_id is not None


ANYONE = Viewer()
