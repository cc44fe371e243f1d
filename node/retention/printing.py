"""A paper as a whole page by itself, for whoever has no browser at the site."""

from node.config import ZONE
from node.feed.identity import ward
from node.retention import papers
from node.translations import catalogue, printed
from node.world import World


def page(world: World, name: str, *, language: str) -> str:
    """The paper as HTML that loads nothing.

    :raises KeyError: there is no such paper.
    """
    words = catalogue.of(language, ZONE)
    template = printed.environment(words).get_template("print/paper.html")
    return template.render(words=words, ward=ward(), paper=papers.make(world, name, words.say))
