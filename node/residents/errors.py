"""Why an account could not be made or entered. Pages and the command line make the sentences."""

from dataclasses import dataclass


class AccountError(Exception):
    """Nothing was changed."""


@dataclass(eq=False)
class SignInRefusedError(AccountError):
    """Name and password do not belong together. Which of the two is wrong is never told."""


@dataclass(eq=False)
class NameTakenError(AccountError):
    """Somebody has this name, or one that looks the same."""

    name: str


@dataclass(eq=False)
class BadNameError(AccountError):
    """The name is empty, too long, reserved, or has characters a name does not have."""

    name: str


@dataclass(eq=False)
class EmailTakenError(AccountError):
    """An account has this address."""

    email: str


@dataclass(eq=False)
class BadEmailError(AccountError):
    """This is not an e-mail address."""

    email: str


@dataclass(eq=False)
class PasswordTooShortError(AccountError):
    """A password that stands alone has at least ``least`` characters."""

    least: int


@dataclass(eq=False)
class PasswordTooLongError(AccountError):
    """More than ``most`` characters: hashing it would be a way to keep us busy."""

    most: int
