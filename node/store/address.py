"""The address of a database of PostgreSQL, taken apart where PostgreSQL itself does so.

Rule: what is not ours to change goes on as it was written. This is no address of a page: only
``%XX`` stands for another sign, and a plus is a plus.
"""

import re
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import quote, unquote

_PARTS = re.compile(
    r"(\w*://)?(?:([^:@/]*)(:[^@/]*)?@)?([^/?]*)(/[^?]*)?(?:\?(.*))?",
    re.DOTALL,  # any text has these parts
)


@dataclass(frozen=True)
class Address:
    """An address as it was written. ``password`` and ``name`` begin with the sign before them;
    ``options``: each ``name=value`` behind the question mark.
    """

    scheme: str
    user: str
    password: str
    server: str
    name: str
    options: tuple[str, ...]

    @classmethod
    def of(cls, url: str) -> Self:
        """The parts of this one."""
        scheme, user, password, server, name, written = _PARTS.findall(url)[0]
        options = tuple(filter(None, written.split("&")))
        return cls(scheme, user, password, server, name, options)

    def url(self) -> str:
        """The whole of it, also with a second ``=`` in an option, which PostgreSQL would refuse."""
        user = f"{self.user}{self.password}@" if self.user or self.password else ""
        options = "&".join(_with_one_sign(one) for one in self.options)
        return f"{self.scheme}{user}{self.server}{self.name}{'?' if options else ''}{options}"

    def option(self, name: str) -> str | None:
        """What an option says; the last one counts."""
        said = [one.partition("=")[2] for one in self.options if _name_of(one) == name]
        return unquote(said[-1]) if said else None

    def without(self, name: str) -> Self:
        """The same without this option."""
        return replace(self, options=tuple(one for one in self.options if _name_of(one) != name))

    def beside(self, name: str) -> Self:
        """The database ``name`` at the same server."""
        return replace(self.without("dbname"), name=f"/{quote(name, safe='')}")


def without_password(url: str) -> tuple[str, str]:
    """An address without its password, wherever that stands in it; and the password."""
    address = Address.of(url)
    named = address.option("password")
    plain = replace(address.without("password"), password="").url()
    return plain, unquote(address.password[1:]) if named is None else named


def _name_of(option: str) -> str:
    return unquote(option.partition("=")[0])


def _with_one_sign(option: str) -> str:
    name, sign, value = option.partition("=")
    return name + sign + value.replace("=", "%3D")
