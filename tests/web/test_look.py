"""The style sheet: its colours can be read by everybody, and nothing in it goes out of use.

Ratios are those of WCAG 2.2: 4.5 for text, 3 for the edge of a control or a drawing that means
something. Ours aim higher for text: 5.9.
"""

import re
from functools import cache
from itertools import pairwise

import pytest

from federation.kinds import KINDS
from node.web.icons import SYMBOLS
from tests.tools import ROOT

SHEET = ROOT / "node" / "web" / "static" / "wijk.css"
OF_THE_MAP = SHEET.with_name("kaart.css")  # loaded with a map alone
MOST_BYTES = 40_000
TEXT, EDGE = 5.9, 3.0
THEMES = ("light", "dark")

# What stands on what: foreground, background, the least ratio.
PAIRS = [
    *[(text, on, TEXT) for text in ("ink", "soft", "link") for on in ("ground", "board", "sheet")],
    *[("control", on, EDGE) for on in ("ground", "board", "sheet")],
    ("ink", "act-tint", TEXT),
    ("soft", "act-tint", TEXT),
    ("link", "act-tint", TEXT),
    ("on-act", "act", TEXT),
    ("act", "ground", EDGE),
    ("on-lamp", "lamp", TEXT),
    ("on-sky", "sky", TEXT),
    ("lamp", "sky", EDGE),
    ("lamp", "roof", EDGE),
    ("focus", "ground", EDGE),
    ("focus", "halo", EDGE),
    *[(state, f"{state}-p", TEXT) for state in ("good", "warn", "bad")],
    *[(state, on, TEXT) for state in ("good", "warn", "bad") for on in ("ground", "sheet")],
    *[("ink", f"{state}-p", TEXT) for state in ("good", "warn", "bad")],
    *[("ink", f"p-{kind}", TEXT) for kind in KINDS],
    *[("soft", f"p-{kind}", TEXT) for kind in KINDS],
    *[("link", f"p-{kind}", TEXT) for kind in KINDS],
    *[("on-kind", f"k-{kind}", TEXT) for kind in KINDS if kind != "initiative"],
    ("on-lamp", "k-initiative", TEXT),
    *[(f"k-{kind}", f"p-{kind}", TEXT) for kind in KINDS if kind != "initiative"],
    *[(f"k-{kind}", "ground", TEXT) for kind in KINDS if kind != "initiative"],
    ("t-initiative", "p-initiative", TEXT),
    ("t-initiative", "ground", TEXT),
]
# Drawn by the program, or by somebody's browser, and in no template as a whole word.
MADE_IN_CODE = {"flip"}
ELSEWHERE = re.compile(r"https?:|//|data:")


@cache
def sheet() -> str:
    """The style sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", SHEET.read_text("utf-8"), flags=re.DOTALL)


def blocks() -> dict[str, dict[str, str]]:
    """The tokens of each theme: light, dark by the device, dark by choice."""
    found = re.findall(r"(:root(?:[:\[][^{]*)?)\s*\{([^}]*color-scheme[^}]*)\}", sheet())
    names = ("light", "dark by the device", "dark")
    return {
        name: dict(re.findall(r"--([\w-]+): (#\w+)", body))
        for name, (_, body) in zip(names, found, strict=True)
    }


def luminance(colour: str) -> float:
    digits = colour[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_it_can_be_read(theme: str, front: str, back: str, least: float) -> None:
    tokens = blocks()[theme]
    assert ratio(tokens[front], tokens[back]) >= least


def test_the_ratio_is_that_of_wcag() -> None:
    assert round(ratio("#000", "#fff"), 1) == 21.0
    assert round(ratio("#777777", "#ffffff"), 2) == 4.48


def test_the_dark_of_the_device_is_the_dark_of_choice() -> None:
    found = blocks()
    assert found["dark by the device"] == found["dark"]
    assert found["light"].keys() == found["dark"].keys()


def test_a_colour_is_written_in_the_tokens_alone() -> None:
    rest = re.sub(r":root[^{]*\{[^}]*\}", "", sheet())
    printed = rest[rest.index("@media print") :]
    screen = rest.removesuffix(printed)
    assert not re.findall(r"#[0-9a-f]{3,8}\b|\brgb|\bhsl|\boklch", screen)
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", printed)) <= {"#000", "#fff"}


def test_every_token_is_used_and_every_use_has_its_token() -> None:
    made = set(re.findall(r"--([\w-]+):", sheet()))
    used = set(re.findall(r"var\(--([\w-]+)", sheet()))
    assert used <= made
    assert made - used == set()


def test_it_is_small_and_alone() -> None:
    assert SHEET.stat().st_size < MOST_BYTES
    assert not [url for url in re.findall(r"url\(\"([^\"]+)\"", sheet()) if ELSEWHERE.match(url)]
    assert "@import" not in sheet()


def test_nothing_knows_left_from_right() -> None:
    """Logical properties, so that the page runs from right to left as well."""
    physical = (
        r"(?<![\w-])(?:left|right|(?:margin|padding|border|inset)-(?:left|right|top|bottom))\s*:"
    )
    assert not re.findall(physical, sheet())
    assert not re.findall(r"(?<![\w-])(?:min-|max-)?(?:width|height)\s*:(?![^{]*\)\s*\{)", sheet())
    assert not re.findall(r"(?:text-align|float|clear):\s*(?:left|right)", sheet())


def test_the_map_has_the_colours_of_the_site_and_no_sides() -> None:
    rules = re.sub(r"/\*.*?\*/", "", OF_THE_MAP.read_text("utf-8"), flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-f]{3,8}\b|\brgb|\bhsl|url\(|@import", rules)
    assert set(re.findall(r"var\(--([\w-]+)", rules)) <= set(re.findall(r"--([\w-]+):", sheet()))
    assert not re.findall(r"[\s;{](?:left|right|width|height|top|bottom)\s*:", rules)
    assert not re.findall(r"\b(?:animation|transition)\b", rules)


def test_nothing_moves() -> None:
    assert not re.findall(r"\b(?:animation|transition|@keyframes)\b", sheet())


def test_the_focus_is_never_taken_away() -> None:
    for rule in re.findall(r"([^{}]+)\{[^}]*outline: 0", sheet()):
        assert rule.strip() in {":focus:not(:focus-visible)", "main:focus"}


def classes_in_templates() -> set[str]:
    text = " ".join(path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    found: set[str] = set()
    for value in re.findall(r'class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"', text):
        plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", value)
        quoted = re.findall(r"'([\w -]+)'", " ".join(re.findall(r"\{\{.*?\}\}", value)))
        found |= set(plain.split()) | set(" ".join(quoted).split())
    return found


def own_rules() -> str:
    """The rules of papers that carry their own, because they are printed without the site."""
    text = " ".join(path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    return " ".join(re.findall(r"<style[^>]*>(.*?)</style>", text, flags=re.DOTALL))


def ruled(rules: str) -> set[str]:
    selectors = " ".join(re.findall(r"([^{}]+)\{", rules))
    return set(re.findall(r"\.([a-z][\w-]*)", selectors))


def test_every_class_has_its_rule_and_every_rule_its_class() -> None:
    of_the_map = ruled(OF_THE_MAP.read_text("utf-8"))
    assert classes_in_templates() - ruled(sheet()) - ruled(own_rules()) - of_the_map == set()
    everywhere = " ".join(
        path.read_text("utf-8")
        for folder, pattern in (("templates", "*.html"), ("node/web", "*.py"))
        for path in (ROOT / folder).rglob(pattern)
    )
    words = set(re.findall(r"[a-z][\w-]*", everywhere))
    assert ruled(sheet()) - words - MADE_IN_CODE == set()


def test_the_drawings_are_of_one_make() -> None:
    assert set(KINDS) <= SYMBOLS.keys()
    for name, drawn in SYMBOLS.items():
        size = "0 0 144 96" if name == "board" else "0 0 24 24"
        assert drawn.startswith(f'viewBox="{size}"'), name
        assert not re.search(r"#[0-9a-f]{3}|style=|<text|href|on\w+=", drawn), name
    used = " ".join(
        path.read_text("utf-8")
        for folder, pattern in (("templates", "*.html"), ("node/web", "*.py"))
        for path in (ROOT / folder).rglob(pattern)
    )
    asked = set(re.findall(r"icon\(\"([a-z-]+)\"", used))
    assert asked <= SYMBOLS.keys()


def test_steps_of_size_go_up() -> None:
    for block in re.findall(r"--small: [^}]*?--h1: [\d.]+(?:rem|pt)", sheet()):
        sizes = [float(size) for size in re.findall(r": ([\d.]+)(?:rem|pt)", block)]
        assert all(one < two for one, two in pairwise(sizes))
        assert sizes[0] >= 1.0
