"""A visitor of one ward's pages, with a browser that has no window: looks, and sends forms."""

import re
from io import BytesIO
from typing import Any

from PIL import Image
from werkzeug.test import TestResponse

from node.residents import accounts, secondstep, sessions
from node.residents.models import Resident
from node.world import World
from tests.neighbourhood import PASSWORD, Ward
from tests.web.markup import Page

LADDER = {
    "kind": "lending",
    "purpose": "offer",
    "terms": "loan",
    "title": "Ladder",
    "text": "Van hout, drie meter.",
    "language": "nl",
    "end": "30-6-2031",
    "place": "Javaplein",
    "reach": "everyone",
}
MOST_STEPS = 16
COOKIES = ("wijk", "wijk-form")  # of a session, and of a browser's forms
LID = r"[0-9a-f]{8}-[0-9a-f-]{27}"


class Visitor:
    """Somebody at the pages of a ward; with a ``name``, a resident who is signed in.

    An admin has a second step, as they all have, and took it.
    """

    def __init__(self, ward: Ward, name: str = "", *, role: str = "resident") -> None:
        self.ward = ward
        self.client = ward.app.test_client()
        self.tokens: dict[str, str] = {}
        if name:
            with ward.at_work() as world:
                if accounts.find(name) is None:
                    made = accounts.create(world, name=name, password=PASSWORD, role=role)
                    if role == "admin":
                        take_second_step(world, made)
                person = accounts.named(name)
                token = sessions.begin_again(world, person)
            self.client.set_cookie("wijk", token, domain=f"{ward.name}.localhost")

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask for a page."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, base_url=self.ward.url, headers=named)

    def page(self, path: str, status: int = 200) -> Page:
        """The page at an address, which has to be there."""
        answer = self.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return Page(answer.text)

    def post(
        self, path: str, data: dict[str, Any], *, token: bool = True, **headers: str
    ) -> TestResponse:
        """Send a form as a page of ours sends it."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = data | ({"csrf_token": self.token()} if token else {})
        return self.client.post(path, base_url=self.ward.url, data=sent, headers=named)

    def token(self) -> str:
        """The token of this browser's forms; each of them takes it while it keeps its cookie."""
        cookies = [self.client.get_cookie(name, f"{self.ward.name}.localhost") for name in COOKIES]
        whose = cookies[0].value if cookies[0] else ""
        if cookies[1] is None or whose not in self.tokens:
            found = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/taal").text)
            assert found
            self.tokens = {whose: found[1]}
        return self.tokens[whose]

    def begins(self, **typed: str) -> str:
        """Begin a listing; gives the draft's id."""
        answer = self.post("/plaatsen", {"kind": typed.get("kind", "lending")})
        assert answer.status_code == 303
        return _lid(answer)

    def places(self, **typed: str) -> str:
        """Place a listing step by step; gives its id."""
        filled = LADDER | typed
        draft = self.begins(**filled)
        step = self.get(f"/plaatsen/{draft}/kant").request.path
        for _ in range(MOST_STEPS):
            if step.endswith("/nakijken"):
                break
            asked = Page(self.get(step).text).filled()
            answer = self.post(step, asked | filled)
            assert answer.status_code == 303, Page(answer.text).text
            step = answer.headers["Location"]
        answer = self.post(step, {})
        assert answer.status_code == 303, Page(answer.text).text
        return _lid(answer)


def answered(answer: TestResponse) -> tuple[int, str]:
    """Status and text, without what is new in each answer or each second."""
    return answer.status_code, re.sub(r'nonce="[^"]+"|value="[\w.-]{60,}"', "", answer.text)


def take_second_step(world: World, person: Resident) -> None:
    """Turn it on, as an app does."""
    secret = secondstep.propose(world, person)
    secondstep.confirm(world, person, secondstep.number(secret, world.now()))


def photo(width: int = 40, height: int = 30) -> tuple[BytesIO, str]:
    """A photograph, as a form sends it."""
    file = BytesIO()
    Image.new("RGB", (width, height), (200, 80, 40)).save(file, "JPEG")
    file.seek(0)
    return file, "ladder.jpg"


def _lid(answer: TestResponse) -> str:
    found = re.search(LID, answer.headers["Location"])
    assert found
    return found[0]
