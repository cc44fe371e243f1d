"""A mail server that is not there: keeps what it is given, and can be made to fail."""

from dataclasses import dataclass, field

from node.world import Letter, MailError


@dataclass
class Mailbox:
    """See :class:`node.world.SendMail`. ``failing`` is what happens next, one a letter."""

    letters: list[Letter] = field(default_factory=list)
    failing: list[MailError | None] = field(default_factory=list)

    def __call__(self, letter: Letter) -> None:
        """Take a letter, or fail as planned."""
        failure = self.failing.pop(0) if self.failing else None
        if failure is not None:
            raise failure
        self.letters.append(letter)

    def to(self, address: str) -> list[Letter]:
        """What this mailbox got."""
        return [letter for letter in self.letters if letter.to == address]
