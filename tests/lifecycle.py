"""The picture of what may become of an answer, made from the table of its states.

``python -m tests.lifecycle`` shows it; ``--write`` puts it in ``node/agreements/LIFE.md``.
"""

import sys

from node.agreements.states import (
    BOTH,
    EITHER,
    LISTER,
    LIVE,
    MOVES,
    OTHER,
    RESPONDER,
    STATES,
    TURN,
    WARD,
)
from tests.tools import ROOT

FILE = ROOT / "node" / "agreements" / "LIFE.md"
WHO = {
    LISTER: "who placed it",
    RESPONDER: "who answered",
    TURN: "whose turn it is",
    EITHER: "either of them",
    WARD: "nobody: it follows",
}
TOLD = {OTHER: "the other", BOTH: "both", LISTER: "who placed it", RESPONDER: "who answered"}
HEAD = """# What may become of an answer

Made from the table in `states.py` by `python -m tests.lifecycle --write`; a test holds them
together. What is not in it is refused. *close*: the listing is gone; *leave*: one of the two has no
account any more; *wait*: it was accepted, and there is no place left; *hand-over*: of a loan, which
is *done* when it is back; *lapse*: its day went by before anybody said yes.
"""


def drawn() -> str:
    """The whole document."""
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> proposed: answer"]
    for start in STATES:
        for end in STATES:
            names = [one.name for one in MOVES if (one.start, one.end) == (start, end)]
            if names:
                lines.append(f"    {start} --> {end}: {', '.join(names)}")
    lines += [f"    {state} --> [*]" for state in STATES if state not in LIVE]
    lines += ["```", "", "| from | move | who may | to | mail | who hears it |"]
    lines += ["|---|---|---|---|---|---|"]
    rows = [
        (one.start, one.name, WHO[one.who], one.end, f"`{one.tells}`", TOLD[one.to])
        for one in MOVES
    ]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return HEAD + "\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        FILE.write_text(drawn(), "utf-8")
    else:
        print(drawn())
