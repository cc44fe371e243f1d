"""A photo on its way: made smaller first, stopped, cut off, sent again; and it is there."""

import os
import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser import walks
from tests.browser.conftest import PHONE, Visitor
from tests.browser.test_axe import inspect
from tests.running import Node

pytestmark = pytest.mark.browser

NOTE_SIZE = """() => {
  const { send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.send = function (data) {
    sessionStorage.setItem('bytes', data.get('photo').size);
    send.call(this, data);
  };
}"""


def photograph() -> FilePayload:
    """A photo as a phone makes it: large, and hard to make small."""
    file = BytesIO()
    noise = Image.frombytes("RGB", (400, 300), os.urandom(400 * 300 * 3))
    noise.resize((2400, 1800)).save(file, "JPEG", quality=95)
    return {"name": "ladder.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def test_a_photo_is_stopped_cut_off_and_sent_again(
    wards: tuple[Node, Node], visitor: Visitor
) -> None:
    elm, _ = wards
    page = visitor(PHONE)
    walks.sign_in(page, elm)
    at_the_photo(page, elm)
    photo = photograph()
    page.locator("#photo").set_input_files(photo)
    page.locator("[name=photo_description]").fill("Een ladder tegen een muur")
    add = page.get_by_role("button", name="Voeg de foto toe")

    page.route("**/foto", waits)
    add.click()
    expect(page.locator("progress")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Wij versturen je foto.")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Gestopt. Je foto is niet verstuurd.")
    assert not inspect(page, "a photo that was stopped")
    page.unroute("**/foto")

    page.context.set_offline(True)
    page.get_by_role("button", name="Probeer het opnieuw").click()
    expect(page.get_by_role("alert")).to_contain_text("er is geen verbinding")
    page.context.set_offline(False)

    page.evaluate(NOTE_SIZE)
    page.get_by_role("button", name="Probeer het opnieuw").click()
    expect(page.get_by_role("img", name="Een ladder tegen een muur")).to_be_visible()
    sent = int(page.evaluate("sessionStorage.getItem('bytes')"))
    assert 0 < sent < len(photo["buffer"]) / 2

    page.locator("#photo").set_input_files(
        {"name": "ladder.txt", "mimeType": "text/plain", "buffer": b"Dit is geen foto."}
    )
    add.click()
    expect(page.locator("#photo-fout")).to_be_visible()
    expect(page.get_by_role("img", name="Een ladder tegen een muur")).to_be_visible()


def waits(route: Route) -> None:
    """The road is there, and nothing comes back."""


def at_the_photo(page: Page, node: Node) -> None:
    """A new draft, at the page for photos."""
    page.goto(f"{node.url}/plaatsen")
    walks.answer_step(page, walks.LADDER)
    walks.go_on(page)
    found = re.search(walks.LID, page.url)
    assert found
    page.goto(f"{node.url}/plaatsen/{found[0]}/foto")
