"""What a paper is made of: sections of sentences, lists, tables, and lines to fill in by hand.

Rule: a sentence here is Dutch and marked; the ward's own facts go into it by name.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Values = Mapping[str, object]
Say = Callable[[str, Values], str]


@dataclass(frozen=True)
class Section:
    """One heading and what stands under it, in this order; what is empty is left out.

    ``facts``: what something is called, and what it is. ``blanks``: to be written on paper.
    """

    title: str
    lines: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    items: Sequence[str] = ()
    steps: Sequence[str] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    blanks: Sequence[str] = ()

    def said(self, say: Say, values: Values) -> "Section":
        """The same in one language, with the facts of one ward."""

        def all_of(sentences: Iterable[str]) -> tuple[str, ...]:
            return tuple(say(one, values) for one in sentences)

        return Section(
            title=say(self.title, values),
            lines=all_of(self.lines),
            facts=[(say(name, values), say(fact, values)) for name, fact in self.facts],
            items=all_of(self.items),
            steps=all_of(self.steps),
            heads=all_of(self.heads),
            rows=[all_of(row) for row in self.rows],
            blanks=all_of(self.blanks),
        )


@dataclass(frozen=True)
class Paper:
    """A paper to read from a screen or to print, with what it is for."""

    title: str
    lead: str
    sections: Sequence[Section]
