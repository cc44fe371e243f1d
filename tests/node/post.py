"""What lies in mailboxes, for tests: the outbox read as its receivers would."""

from dataclasses import dataclass
from datetime import datetime

from node.notices.models import Notice
from node.notices.outbox import unpacked
from node.residents import answering
from node.world import World


@dataclass(frozen=True)
class Mail:
    """One mail, or what an admin would hand over."""

    template: str
    to: str | None
    values: dict[str, str | int | datetime]

    @property
    def token(self) -> str:
        """The last part of its link."""
        return str(self.values["path"]).rpartition("/")[2]

    @property
    def code(self) -> str:
        """Its code, as it is read."""
        return str(self.values["code"])


def answered(world: World) -> list[Mail]:
    """Let the job answer what was asked; everything in the outbox then, the oldest first."""
    answering.answer_all(world)
    return outbox()


def outbox() -> list[Mail]:
    """Everything in the outbox, the oldest first."""
    return [
        Mail(row.template, row.address, unpacked(row.values))
        for row in list(Notice.select().order_by(Notice.id))
    ]


def newest(template: str) -> Mail:
    """The last mail of this kind."""
    return [mail for mail in outbox() if mail.template == template][-1]
