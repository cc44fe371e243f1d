"""Recovery sheets as something to print: on the terminal, or as a page."""

from html import escape
from io import StringIO

import segno

from federation.sheet import Sheet

PAGE = """<!doctype html>
<html lang="nl"><meta charset="utf-8"><title>Herstelblad {number} van 2: {name}</title>
<style>body{{font:14pt sans-serif;max-width:40em;margin:2em auto}}pre{{font-size:16pt}}</style>
<h1>Herstelblad {number} van 2</h1>
<p>Van de wijksite <strong>{name}</strong>. Met dit blad kan de site verhuizen, of een gestolen
sleutel vervangen. Eén blad is genoeg. Bewaar de twee bladen bij twee mensen.</p>
<p lang="en">Of the ward’s site. With this sheet the site can move, or replace a stolen key.
One sheet is enough. Keep the two with two people.</p>
<pre>{text}</pre>
{qr}
</html>
"""


def printable(number: int, name: str, sheet: Sheet) -> str:
    """A page with the sheet's text and its QR code; nothing in it loads from elsewhere."""
    qr = segno.make(sheet.qr_text, error="m").svg_inline(scale=5)
    return PAGE.format(number=number, name=escape(name), text=escape(sheet.text), qr=qr)


def qr_in_terminal(text: str) -> str:
    """The QR code drawn with characters."""
    drawing = StringIO()
    segno.make(text, error="m").terminal(drawing, compact=True)
    return drawing.getvalue()
