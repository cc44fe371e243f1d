"""Templates of what is read away from the site's own pages: mail, sheets of paper, and what
somebody takes along.

Rule: what a template does not know is an error, not a blank; what a person wrote is text, and
never part of the HTML.
"""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from node.config import templates_folder
from node.translations.catalogue import Catalogue


@cache
def environment(words: Catalogue, folder: str = "") -> Environment:
    """The templates, or those of one folder of them, in one language."""
    made = Environment(
        loader=FileSystemLoader(templates_folder() / folder),
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(words.messages, newstyle=True)  # type: ignore[attr-defined]
    return made
