"""Why an account could not be made or entered. Pages and the command line make the sentences."""

from dataclasses import dataclass


class AccountError(Exception):
    """Nothing was changed."""


@dataclass(eq=False)
class SignInRefusedError(AccountError):
    """Name and password do not belong together. Which of the two is wrong is never told."""


@dataclass(eq=False)
class ApplicationWaitsError(AccountError):
    """Name and password are those of somebody who asked to join; nobody has decided yet about
    the application ``number``.
    """

    number: int


@dataclass(eq=False)
class ApplicationRefusedError(AccountError):
    """Name and password are those of somebody who asked to join and was refused."""


@dataclass(eq=False)
class BusyError(AccountError):
    """So many people come in at this moment that the pages of others would suffer."""


@dataclass(eq=False)
class NameTakenError(AccountError):
    """Somebody has this name, or one that looks the same."""

    name: str


@dataclass(eq=False)
class BadNameError(AccountError):
    """The name is empty, too long, or has characters a name does not have."""

    name: str


@dataclass(eq=False)
class PretendingNameError(BadNameError):
    """The name seems to speak for the site or the government."""


@dataclass(eq=False)
class EmailTakenError(AccountError):
    """An account has this address."""

    email: str


@dataclass(eq=False)
class BadEmailError(AccountError):
    """This is not an e-mail address."""

    email: str


@dataclass(eq=False)
class EmailNeededError(AccountError):
    """The ward wants a mailbox of everybody."""


@dataclass(eq=False)
class PasswordTooShortError(AccountError):
    """A password that stands alone has at least ``least`` characters."""

    least: int


@dataclass(eq=False)
class PasswordTooLongError(AccountError):
    """More than ``most`` characters: hashing it would be a way to keep us busy."""

    most: int


@dataclass(eq=False)
class PasswordCommonError(AccountError):
    """Everybody's first guess: a common password, a row of keys, or the ward's own words."""


@dataclass(eq=False)
class TooYoungError(AccountError):
    """It was not said that somebody is at least sixteen."""


@dataclass(eq=False)
class JoiningClosedError(AccountError):
    """Nobody can join by themselves now."""


@dataclass(eq=False)
class InvitationError(AccountError):
    """There is no such invitation, or it is used up or over."""


@dataclass(eq=False)
class TicketError(AccountError):
    """A link or code that was used, is over, was followed by a newer one, or never was."""


@dataclass(eq=False)
class CodeError(AccountError):
    """This is not the code, or it was used before."""


@dataclass(eq=False)
class HelpersError(AccountError):
    """Two different residents, and not oneself, are needed to let somebody back in."""


@dataclass(eq=False)
class UnknownNameError(AccountError):
    """No resident has this name; only ever told to who is signed in."""

    name: str


@dataclass(eq=False)
class UnknownHelperError(AccountError):
    """No resident has the name of the first or second helper (``number``)."""

    name: str
    number: int


@dataclass(eq=False)
class TooManyError(AccountError):
    """Tried too often: it can be tried again in ``seconds``."""

    seconds: int


@dataclass(eq=False)
class LastAdminError(AccountError):
    """Without this one nobody could look after the node."""
