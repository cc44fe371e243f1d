"""Letters that look like others: names that differ only in those are the same to the eye.

Rule: a table of our own, for what people type here: Latin, Cyrillic, Greek, Armenian and digits.
It may find two names alike that a careful reader tells apart; never the other way round for the
letters in the table. (After Unicode Technical Standard 39, reduced to lower case.)
"""

import unicodedata

# Each group looks like its first letter. Marks are taken off before, case too.
_GROUPS = (
    "aаαɑ",
    "bЬьвƅ",
    "cсϲ",
    "dԁɗ",
    "eеєεҽ℮",
    "fғƒ",
    "gɡց",
    "hһհн",
    "jјϳ",
    "kкκ",
    "lіıιӏ1iɩℓ|ǀןւ",
    "mмʍ",
    "nпηոռ",
    "oоοօ0סσө",
    "pрρ",
    "qԛգ",
    "rгɾ",
    "sѕꜱ",
    "tтτ",
    "uцυսμ",
    "vѵνט",
    "wԝшωѡ",
    "xхχ×",
    "yуγүყ",
    "zᴢʐ",
    "3зэӡ",
    "6бϭ",
)
_PLAIN = {ord(c): group[0] for group in _GROUPS for c in group[1:].casefold() if c != group[0]}
_PAIRS = (("rn", "m"), ("vv", "w"), ("ij", "y"), ("ß", "ss"), ("æ", "ae"), ("œ", "oe"))
_SPELT = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ð": "d", "þ": "p"}


def look(text: str) -> str:
    """The form in which two texts are the same when they look the same; doing it twice is once."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    letters = "".join(_SPELT.get(c, c) for c in plain if c.isalnum() or c in "|×")
    shown = letters.translate(_PLAIN)
    while True:
        shorter = shown
        for pair, one in _PAIRS:
            shorter = shorter.replace(pair.translate(_PLAIN), one)
        if shorter == shown:
            return shown
        shown = shorter
