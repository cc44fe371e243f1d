"""What the machine needs to know before a node can start.

Rule 1: read once, from the file and then the environment, checked, and frozen.
Rule 2: nothing the community decides (its name, its rules) stands here; that is in the database.
Rule 3: a wrong value names the setting, the value and where it came from.
"""

import ipaddress
import re
import ssl
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from federation.errors import WrongHostError
from federation.hosts import base_url, canonical_host, is_development

ZONE = ZoneInfo("Europe/Amsterdam")  # every Dutch ward's
ROOT = Path(__file__).parent
FILE_NAME = "wijk.toml"
SECRET_CHARACTERS = 32  # shorter can be guessed; `wijk init` makes 64
SECRETS = frozenset({"secret", "mail_password"})  # settings that are never shown
HIDDEN = "(hidden)"
# Up to the last @: who wrote a password badly has it hidden all the same.
_PASSWORD_IN_ADDRESS = re.compile(r"(?<=://)([^:@/?]*):.*(?=@)|(?<=[?&]password=)[^&]*")
MAIL_SECURITY = ("starttls", "tls", "none")


class ConfigError(Exception):
    """A sentence for whoever starts the node: which setting is wrong, and how."""


@dataclass(frozen=True)
class Config:
    """The settings of one node. Made by :meth:`load`; tests make their own."""

    data: Path
    url: str
    secret: str
    development: bool = False
    database: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    trusted_proxies: tuple[str, ...] = ()
    authorities: str = ""  # a file of certificates to trust in place of the web's usual ones
    mail_host: str = ""
    mail_port: int = 587
    mail_user: str = ""
    mail_password: str = ""
    mail_from: str = ""
    mail_security: str = "starttls"
    backup_folder: str = ""
    # Of each that was set: the name in the file, the variable, or the option that said so.
    sources: Mapping[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def load(
        cls, data: Path, environment: Mapping[str, str], options: Mapping[str, str] | None = None
    ) -> Self:
        """Read ``data/wijk.toml``, then the ``WIJK_*`` names of ``environment``, then what the
        command line says.

        :raises ConfigError: when a value is missing or wrong.
        """
        values = {
            **_from_file(data / FILE_NAME),
            **from_environment(environment),
            **{n: Value(text, f"--{n}") for n, text in (options or {}).items()},
        }
        found: dict[str, Any] = {
            "data": data,
            "sources": {name: value.source for name, value in values.items()},
        }
        found |= {name: value.read(name) for name, value in values.items()}
        for name in ("url", "secret"):
            if name not in found:
                raise ConfigError(
                    f"WIJK_{name.upper()} is not set, and {FILE_NAME} does not have it"
                )
        config = cls(**found)
        config.check()
        return config

    def check(self) -> None:
        """:raises ConfigError: when the settings do not go together."""
        if is_development(self.host_name) and not self.development:
            raise ConfigError(
                f"url={self.url!r} ends in .localhost; only a development node may do that"
            )
        if self.url != base_url(self.host_name):
            raise ConfigError(f"url={self.url!r} must be {base_url(self.host_name)}")
        if self.mail_host and not self.mail_from:
            raise ConfigError("mail_host is set; set mail_from too: the address mail comes from")
        if self.mail_host and self.mail_security == "none" and not _is_near(self.mail_host):
            raise ConfigError(
                f"mail_security='none' sends codes for all to read; {self.mail_host!r} is not on"
                " this machine or network"
            )

    @property
    def host_name(self) -> str:
        """The address other nodes know: host, and port where it is not the usual one (§4.9)."""
        return urlsplit(self.url).netloc

    @property
    def database_url(self) -> str:
        """Where the database is; SQLite inside the data folder unless told otherwise."""
        return self.database or f"sqlite:///{self.data / 'wijk.db'}"

    @property
    def keys(self) -> Path:
        """The folder of the node's private keys."""
        return self.data / "keys"

    @property
    def beside(self) -> Path:
        """The folder that belongs in no backup: what must survive putting one back."""
        return self.data / "beside"

    @property
    def mark(self) -> Path:
        """The file with the highest number given (PROTOCOL §13)."""
        return self.beside / "mark"

    @property
    def pictures(self) -> Path:
        """The folder of the residents' pictures."""
        return self.data / "pictures"

    @property
    def borrowed(self) -> Path:
        """The folder of our copies of neighbours' pictures; what is lost there is fetched again."""
        return self.data / "pictures-of-neighbours"

    @property
    def exports(self) -> Path:
        """The folder of the copies that residents asked of their data."""
        return self.data / "exports"

    @property
    def backups(self) -> Path:
        """The folder of the copies of the whole node; better on another disk."""
        return Path(self.backup_folder) if self.backup_folder else self.data / "backups"

    def shown(self) -> dict[str, str]:
        """Every setting as text, for people; what is secret is masked."""
        names = [one.name for one in fields(self) if one.name != "sources"]
        shown = {name: _plain(getattr(self, name)) for name in names}
        shown |= {name: HIDDEN if shown[name] else "" for name in SECRETS}
        shown["database"] = _PASSWORD_IN_ADDRESS.sub(_hide, self.database)
        return shown


def _hide(found: re.Match[str]) -> str:
    return HIDDEN if found[1] is None else f"{found[1]}:{HIDDEN}"


def _plain(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def templates_folder() -> Path:
    """Where the templates are: in a checkout beside the program, in a wheel inside it."""
    inside = ROOT / "_templates"
    return inside if inside.is_dir() else ROOT.parent / "templates"


@dataclass(frozen=True)
class Value:
    """One setting as it was written, and where."""

    text: str
    source: str

    def read(self, name: str) -> Any:
        """What it says as the setting ``name``.

        :raises ConfigError: it will not do.
        """
        try:
            return READERS[name](self.text)
        except ValueError as error:
            raise ConfigError(f"{self.source}={self.shown(name)!r} {error}") from None

    def shown(self, name: str) -> str:
        """As people may see it."""
        if name == "database":
            return _PASSWORD_IN_ADDRESS.sub(_hide, self.text)
        return HIDDEN if name in SECRETS else self.text


def _text(value: str) -> str:
    return value


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not a web address such as https://example.nl")
    if parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be only https:// and a name: a node has a whole host to itself")
    try:
        return f"{parts.scheme}://{canonical_host(value)}"
    except WrongHostError:
        raise ValueError("has no host name that other nodes could reach") from None


def _boolean(value: str) -> bool:
    if value.lower() not in {"true", "false", "yes", "no", "1", "0"}:
        raise ValueError("is not yes or no")
    return value.lower() in {"true", "yes", "1"}


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not lowest <= int(value) <= highest:
            raise ValueError(f"is not a whole number from {lowest} to {highest}")
        return int(value)

    return read


def _networks(value: str) -> tuple[str, ...]:
    try:
        return tuple(str(ipaddress.ip_network(one)) for one in value.replace(",", " ").split())
    except ValueError:
        raise ValueError("is not a list of addresses such as 127.0.0.1, ::1, 10.0.0.0/8") from None


def _secret(value: str) -> str:
    if len(value.strip()) < SECRET_CHARACTERS:
        raise ValueError(f"is shorter than {SECRET_CHARACTERS} characters")
    return value.strip()


def _database(value: str) -> str:
    if urlsplit(value).scheme not in {"", "sqlite", "postgresql"}:
        raise ValueError("is not a sqlite:/// or postgresql:// address")
    return value


def _folder(value: str) -> str:
    if value and not Path(value).is_absolute():
        raise ValueError("is not a whole path, which begins with /")
    return value


def _mail_host(value: str) -> str:
    if not value.isascii() or not value.isprintable() or set(value) & set(" /@"):
        raise ValueError("is not the name of a mail server such as mail.example.nl")
    return value


def _mail_from(value: str) -> str:
    local, _, domain = value.rpartition("@")
    plain = value.isascii() and value.isprintable() and not set(value) & set(' <>",;:')
    if not local or not domain or not plain:
        raise ValueError("is not a plain address such as wijk@example.nl")
    return value


def _mail_security(value: str) -> str:
    if value not in MAIL_SECURITY:
        raise ValueError(f"is not one of {', '.join(MAIL_SECURITY)}")
    return value


def _is_near(host: str) -> bool:
    """Whether mail to this host stays on this machine or its own network."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or "." not in host


def _certificates(value: str) -> str:
    try:
        ssl.create_default_context(cafile=value)
    except (OSError, ssl.SSLError):
        raise ValueError("is not a file of certificates that can be read") from None
    return value


READERS: dict[str, Callable[[str], Any]] = {
    "url": _url,
    "secret": _secret,
    "development": _boolean,
    "database": _database,
    "host": _text,
    "port": _whole(1, 65_535),
    "threads": _whole(1, 64),
    "trusted_proxies": _networks,
    "authorities": _certificates,
    "mail_host": _mail_host,
    "mail_port": _whole(1, 65_535),
    "mail_user": _text,
    "mail_password": _text,
    "mail_from": _mail_from,
    "mail_security": _mail_security,
    "backup_folder": _folder,
}


def _from_file(path: Path) -> dict[str, Value]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"There is no node in {path.parent}. `wijk init` makes one, or `wijk serve --url`"
            " with the address of the site."
        ) from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None
    values = {}
    for name, value in table.items():
        if name not in READERS:
            raise ConfigError(f"{path} has {name!r}, which is not a setting")
        text = str(value).lower() if isinstance(value, bool) else str(value)
        values[name] = Value(text, f"{FILE_NAME}: {name}")
    return values


def from_environment(environment: Mapping[str, str]) -> dict[str, Value]:
    """What the ``WIJK_*`` names say, by setting.

    :raises ConfigError: a file that one of them names cannot be read.
    """
    values = {}
    for name in READERS:
        variable = f"WIJK_{name.upper()}"
        if variable in environment:
            values[name] = Value(environment[variable], variable)
        file = environment.get(f"{variable}_FILE")
        if file is not None:
            values[name] = Value(_contents(Path(file), f"{variable}_FILE"), f"{variable}_FILE")
    return values


def _contents(path: Path, variable: str) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"{variable}={str(path)!r} cannot be read") from None
