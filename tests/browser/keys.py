"""How a person gets into a ward and back, by hand: codes from mails, numbers from an app.

Rule: no letter arrives: what stands in it is read where it is kept until an admin hands it over.
"""

import json
import re
from collections.abc import Collection
from datetime import timedelta

from playwright.sync_api import Page, expect

from node.cli.world import Place
from node.listings.models import Withdrawal
from node.notices.models import Notice
from node.residents import accounts, secondstep
from node.residents.models import Rescue
from node.world import system_clock
from tests.browser import walks
from tests.running import PASSWORD, Node
from tests.tools import wait_until

PATIENCE_SECONDS = 20.0


def code_for(node: Node, who: str, what: str) -> str:
    """The newest code of this sort that was written to somebody; waits until the job has."""
    found: list[str] = []

    def written() -> bool:
        found[:] = kept(node, who, what, "code")
        return bool(found)

    wait_until(written, seconds=PATIENCE_SECONDS, what=f"a code ({what}) for {who}")
    return found[-1]


def links(node: Node, who: str, what: str) -> list[str]:
    """Where the links of the mails of this sort lead, as far as they are kept."""
    return [node.url + path for path in kept(node, who, what, "path")]


def kept(node: Node, who: str, what: str, value: str) -> list[str]:
    """This value of the mails of this sort that are kept, the newest last.

    ``who``: the mail's address, or the name of whoever has it.
    """
    with Place(str(node.folder)).node():
        person = accounts.find(who)
        whose = Notice.address == who if person is None else Notice.resident == person.id
        rows = Notice.select().where(Notice.template == what, whose).order_by(Notice.id)
        return [json.loads(row.values)[value] for row in list(rows) if row.values != "{}"]


def link_for(node: Node, who: str, what: str, *, known: Collection[str] = ()) -> str:
    """Where the link of a new mail leads; waits until one is written that is not ``known``."""
    found: list[str] = []

    def written() -> bool:
        found[:] = [link for link in links(node, who, what) if link not in known]
        return bool(found)

    wait_until(written, seconds=PATIENCE_SECONDS, what=f"a link ({what}) for {who}")
    return found[0]


def a_quarter_later(node: Node, name: str) -> None:
    """What was stopped is long ago: one may ask once a quarter."""
    with Place(str(node.folder)).node() as world:
        owner, long_ago = accounts.named(name), world.now() - timedelta(days=100)
        Rescue.update(made=long_ago, opens=long_ago).where(Rescue.owner == owner).execute()


def a_minute_later(node: Node) -> None:
    """What was taken away can be put back no more; the job tells the neighbours."""
    with Place(str(node.folder)).node() as world:
        Withdrawal.update(until=world.now()).execute()


def three_days_later(node: Node, name: str) -> None:
    """The wait of whoever is let back in by two others is over."""
    with Place(str(node.folder)).node() as world:
        owner = accounts.named(name)
        Rescue.update(opens=world.now()).where(
            Rescue.owner == owner, Rescue.state == "waiting"
        ).execute()


def number_now(secret: str) -> str:
    """What the app shows at this moment."""
    return secondstep.number(secret, system_clock())


def turn_on_second_step(page: Page, node: Node) -> list[str]:
    """Turn it on for who is signed in; gives the codes on paper."""
    page.goto(f"{node.url}/van-mij/tweede-stap")
    walks.main_form(page).locator("button.lamp").click()
    address = page.locator("a[href^='otpauth:']").get_attribute("href")
    secret = re.search("secret=([A-Z2-7]+)", address or "")
    assert secret
    page.locator("#code").fill(number_now(secret[1]))
    walks.main_form(page).locator("button.lamp").click()
    shown = page.locator("li.code")
    expect(shown).to_have_count(secondstep.BACKUPS)
    return shown.all_inner_texts()


def make_admin(page: Page, node: Node, name: str) -> None:
    """An account of an admin, signed in on this page, with its second step."""
    file = node.folder / "password.txt"
    node.wijk("user", "add", name, "--role", "admin", "--password-file", file)
    sign_in(page, node, name)
    turn_on_second_step(page, node)


def sign_in(page: Page, node: Node, name: str, password: str = PASSWORD) -> None:
    """Come in by the form, in whichever language the page is."""
    page.goto(f"{node.url}/inloggen")
    page.locator("#name").fill(name)
    page.locator("#password").fill(password)
    walks.main_form(page).locator("button.lamp").click()


def asks_for_help(page: Page, node: Node, name: str) -> bool:
    """Whether this helper's page says that somebody asks."""
    page.goto(f"{node.url}/van-mij/helpen")
    return page.locator("main h2", has_text=name).count() > 0
