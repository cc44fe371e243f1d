"""A page as a reader of its markup sees it: what is on it, which forms, and whether it is whole."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
DRAWN = frozenset({"path", "circle", "rect", "use"})  # of SVG, closed where they open
SPOKEN_ATTRIBUTES = ("alt", "value", "title", "aria-label")


@dataclass
class Element:
    """One element and what is in it."""

    name: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All words in it."""
        return " ".join(" ".join(self.words).split())

    def inside(self, name: str) -> bool:
        """Whether an element of this name is around it."""
        at = self.parent
        while at is not None and at.name != name:
            at = at.parent
        return at is not None


class Page(HTMLParser):
    """A parsed page. ``faults``: what a careful writer would not have left."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.faults: list[str] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()
        self.faults += [f"{one.name} is never closed" for one in self._open]
        ids = [one.attributes["id"] for one in self.elements if "id" in one.attributes]
        self.faults += [f"id {name} twice" for name in sorted({n for n in ids if ids.count(n) > 1})]
        self.faults += self._dangling(set(ids))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            self.faults.append(f"{tag} has an attribute twice")
        parent = self._open[-1] if self._open else None
        made = Element(tag, {name: value or "" for name, value in attrs}, parent)
        self.elements.append(made)
        if tag not in EMPTY:
            self._open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self._open.pop()
        if tag not in EMPTY | DRAWN:
            self.faults.append(f"{tag} closes itself")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].name != tag:
            self.faults.append(f"</{tag}> closes something else")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for one in self._open:
            one.words.append(data)

    def all(self, name: str, **attributes: str) -> list[Element]:
        """Every element with this name and these attributes."""
        wanted = {key.replace("_", "-"): value for key, value in attributes.items()}
        return [
            one
            for one in self.elements
            if one.name == name and wanted.items() <= one.attributes.items()
        ]

    def by_id(self, name: str) -> Element | None:
        """The element with this id."""
        return next((one for one in self.elements if one.attributes.get("id") == name), None)

    @property
    def text(self) -> str:
        """All words on the page, also those that are only spoken."""
        spoken = [
            one.attributes[name]
            for one in self.elements
            for name in SPOKEN_ATTRIBUTES
            if name in one.attributes
        ]
        main = [one.text for one in self.all("body")]
        return " ".join([*main, *spoken])

    @property
    def links(self) -> set[str]:
        """Where the page leads to and what it loads."""
        return {
            one.attributes[name]
            for one in self.elements
            for name in ("href", "src", "action")
            if name in one.attributes
        }

    def filled(self) -> dict[str, str]:
        """What the form of the page's main part would send now, its files left out."""
        found: dict[str, str] = {}
        for one in self.elements:
            kind, name = one.attributes.get("type", ""), one.attributes.get("name", "")
            if not name or not one.inside("main"):
                continue
            chosen = kind not in {"radio", "checkbox"} or "checked" in one.attributes
            if one.name == "input" and chosen and kind != "file":
                found[name] = one.attributes.get("value", "")
            elif one.name == "textarea":
                found[name] = "".join(one.words).removeprefix("\n")
            elif one.name == "option" and "selected" in one.attributes:
                found[name] = one.attributes.get("value", "")
            elif one.name == "select":
                options = [o for o in self.all("option") if o.parent is one]
                picked = [o for o in options if "selected" in o.attributes] or options[:1]
                found[name] = picked[0].attributes.get("value", "")
        return found

    def beside(self, name: str) -> str:
        """The sentence that is beside a field, and spoken with it."""
        told = self.by_id(f"{name}-fout")
        if told is None:
            return ""
        wrong = [
            one
            for one in self.elements
            if f"{name}-fout" in one.attributes.get("aria-describedby", "").split()
            and one.attributes.get("aria-invalid") == "true"
        ]
        assert wrong, f"the sentence beside {name} belongs to no field"
        return told.text

    def _dangling(self, ids: set[str]) -> list[str]:
        faults = []
        for one in self.elements:
            named = one.attributes
            for attribute in ("aria-labelledby", "aria-describedby", "for"):
                faults += [
                    f"{attribute} {name} leads nowhere"
                    for name in named.get(attribute, "").split()
                    if name not in ids
                ]
            href = named.get("href", "")
            if href.startswith("#") and href[1:] not in ids:
                faults.append(f"{href} leads nowhere")
        return faults
