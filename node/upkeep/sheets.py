"""A recovery sheet as a page of its own, to print; nothing in it loads from elsewhere.

Rule: the page is handed to whoever prints it, and kept nowhere.
"""

from base64 import b64encode
from html import escape

import segno

from federation.sheet import Sheet

PAGE = """<!doctype html>
<html lang="nl"><meta charset="utf-8"><title>{title}: {name}</title>
<style>body{{font:14pt sans-serif;max-width:40em;margin:2em auto}}pre{{font-size:16pt}}</style>
<h1>{title}</h1>
<p>Van de wijksite <strong>{name}</strong>. Met dit blad kan de site verhuizen, of een gestolen
sleutel vervangen. Eén blad is genoeg. Bewaar de twee bladen bij twee mensen.</p>
<p lang="en">Of the ward’s site. With this sheet the site can move, or replace a stolen key.
One sheet is enough. Keep the two with two people.</p>
<pre>{text}</pre>
{qr}
</html>
"""
TITLE = "Herstelblad {number} van 2"
WORDS_A_LINE = 7


def printable(title: str, ward: str, sheet: Sheet) -> str:
    """The sheet's text and its QR code."""
    qr = segno.make(sheet.qr_text, error="m").svg_inline(scale=5)
    return PAGE.format(title=escape(title), name=escape(ward), text=escape(sheet.text), qr=qr)


def as_address(page: str) -> str:
    """A page as an address that holds all of it, to be saved as a file."""
    return "data:text/html;charset=utf-8;base64," + b64encode(page.encode()).decode()
