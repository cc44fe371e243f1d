"""A feed for whoever follows a search: Atom 1.0 (RFC 4287)."""

from typing import Final
from xml.etree import ElementTree as ET

from node.formats.listed import Listed, instant, plain
from node.listings.cards import Card

MEDIA_TYPE: Final = "application/atom+xml"
ATOM: Final = "http://www.w3.org/2005/Atom"
XML: Final = "http://www.w3.org/XML/1998/namespace"


def render(listed: Listed) -> bytes:
    """The feed, one entry a listing."""
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": listed.language})
    _add(feed, "id", listed.site + listed.file)
    _add(feed, "title", listed.title)
    _add(feed, "updated", instant(listed.updated))
    ET.SubElement(feed, "link", rel="self", href=listed.site + listed.file, type=MEDIA_TYPE)
    ET.SubElement(feed, "link", rel="alternate", href=listed.site + listed.page, type="text/html")
    for card in listed.cards:
        _entry(feed, listed, card)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: ET.Element, listed: Listed, card: Card) -> None:
    entry = ET.SubElement(feed, "entry", {"xml:lang": plain(card.language)})
    _add(entry, "id", listed.link(card))
    _add(entry, "title", card.title)
    _add(entry, "updated", instant(card.updated))
    _add(entry, "published", instant(card.published))
    author = ET.SubElement(entry, "author")
    _add(author, "name", card.by or card.origin_name or listed.title)
    ET.SubElement(entry, "link", rel="alternate", href=listed.link(card), type="text/html")
    for term in (card.kind, card.purpose):
        ET.SubElement(entry, "category", term=plain(term))
    _add(entry, "summary", card.text)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = plain(text)
