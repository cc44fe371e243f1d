"""One ward of the demonstration: its folder, its node, and what may be asked of it.

Rule 1: everything goes through the `wijk` command, as it would for anybody who runs a node.
Rule 2: a ward is made in a folder beside its own and moved there when complete, so that a set-up
that was broken off leaves nothing half done.
"""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = Path(__file__).resolve().parent / "samples"
WORDS = ROOT / "federation" / "words.txt"
RESIDENT = "Noor"  # the demonstration's resident in each ward
PASSWORD_WORDS = 4  # 44 bits, and easy to type over
PATIENCE = 20  # seconds to end by itself


class WardError(Exception):
    """A sentence: what did not work."""


@dataclass(frozen=True)
class Plan:
    """What a ward is called and filled with."""

    slug: str
    name: str
    codes: tuple[str, ...] = ()
    samples: Path | None = None
    centre: str = ""


class Ward:
    """A node of the demonstration."""

    def __init__(self, plan: Plan, *, data: Path, port: int) -> None:
        self.plan = plan
        self.port = port
        self.url = f"http://{plan.slug}.localhost:{port}"
        self.folder = data / plan.slug
        self.log = data / f"{plan.slug}.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def made(self) -> bool:
        """Whether an earlier run set this ward up."""
        return (self.folder / "wijk.toml").exists()

    @property
    def password(self) -> str:
        """What the demonstration's resident signs in with."""
        return (self.folder / "demo-password.txt").read_text("utf-8").strip()

    def check_address(self) -> None:
        """:raises WardError: when an earlier run made this ward for another port."""
        text = (self.folder / "wijk.toml").read_text("utf-8")
        if f'"{self.url}"' not in text:
            raise WardError(
                f"{self.folder} holds a ward that was made for another port: a node's address is"
                " part of who it is. Use that port, or start again with --fresh."
            )

    def set_up(self) -> None:
        """Make the node, one resident, and the sample listings."""
        half = self.folder.with_name(f"{self.plan.slug}.half-made")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True, mode=0o700)
        codes = [part for code in self.plan.codes for part in ("--ward", code)]
        who = ["--url", self.url, "--name", self.plan.name, "--port", str(self.port), *codes]
        self._wijk("init", *who, "--development", "--sheets", half / "sheets", data=half)
        file = half / "demo-password.txt"
        file.write_text(_password(), "utf-8")
        self._wijk("user", "add", RESIDENT, "--password-file", file, data=half)
        if self.plan.centre:
            self._wijk("settings", "set", "centre", self.plan.centre, data=half)
        if self.plan.samples is not None:
            self._fill(half, self.plan.samples)
        half.rename(self.folder)

    def start(self) -> None:
        """Start serving; the node's own words go to the log.

        The node holds one end of a pipe and we the other: however we end, it sees that and ends.
        """
        reading, _held_until_we_end = os.pipe()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command("serve", "--until-closed", reading, data=self.folder),
                pass_fds=[reading],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                start_new_session=True,  # Ctrl-C is ours to pass on, once, when we are ready
            )
        os.close(reading)

    def stop(self) -> None:
        """Ask the node to end."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self) -> None:
        """Wait until it has ended; one that does not is made to."""
        if self.process:
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def check_alive(self) -> None:
        """:raises WardError: when the node has ended by itself."""
        if self.process and self.process.poll() is not None:
            last = self.log.read_text("utf-8", "replace").strip().splitlines()[-1:]
            raise WardError(f"{self.plan.name} stopped by itself: {''.join(last)} ({self.log})")

    def ready(self) -> bool:
        """Whether the node says that it is ready."""
        try:
            return self.get("/readyz")[0] == http.client.OK
        except OSError:
            return False

    def get(self, path: str, cookie: str = "") -> tuple[int, str]:
        """Status and text of a page: for a visitor, or for whom :meth:`sign_in` let in."""
        answer, body = self._ask("GET", path, cookie)
        return answer.status, body

    def sign_in(self) -> str:
        """Come in as the demonstration's resident, by the form; gives the cookies."""
        asked, page = self._ask("GET", "/inloggen")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        form = {
            "csrf_token": token[1] if token else "",
            "name": RESIDENT,
            "password": self.password,
        }
        answer, _ = self._ask("POST", "/inloggen", _cookies(asked), urlencode(form))
        if answer.status != http.client.SEE_OTHER:
            raise WardError(f"{RESIDENT} cannot sign in at {self.plan.name}: {answer.status}.")
        return _cookies(answer)

    def _ask(
        self, method: str, path: str, cookie: str = "", form: str | None = None
    ) -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {
            "Host": self.url.removeprefix("http://"),
            "Accept": "text/html",
            "Accept-Language": "nl",
            "Cookie": cookie,
        }
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.url}
        try:
            connection.request(method, path, form, headers)
            answer = connection.getresponse()
            return answer, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def meet(self, other: "Ward") -> None:
        """Follow ``other`` and read what it has, unless an earlier run did so."""
        known = {peer["url"] for peer in self.listed("peer", "list")}
        if other.url not in known:
            self.wijk("peer", "add", other.url, "--yes")
            self.wijk("pull", other.url)

    def listed(self, *command: str) -> list[dict[str, Any]]:
        """What a listing command says, as data."""
        rows: list[dict[str, Any]] = json.loads(self.wijk(*command, "--json"))
        return rows

    def wijk(self, *arguments: str, given: str | None = None) -> str:
        """Run a command on this node and give what it said."""
        return self._wijk(*arguments, data=self.folder, given=given)

    def tries(self, *arguments: str) -> bool:
        """Run a command that may be refused; whether it was not."""
        try:
            self.wijk(*arguments)
        except WardError:
            return False
        return True

    def _fill(self, folder: Path, samples: Path) -> None:
        """Import the samples, with the command's own progress on the terminal."""
        done = subprocess.run(
            self._command("import", samples, data=folder),
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            check=False,
        )
        if done.returncode != 0:
            print(f"  Not every sample would do:\n{done.stderr}", file=sys.stderr)

    def _wijk(self, *arguments: str | Path, data: Path, given: str | None = None) -> str:
        done = subprocess.run(
            self._command(*arguments, data=data),
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()
            raise WardError(f"{self.plan.name}: `wijk {arguments[0]}` could not: {said}")
        return done.stdout

    def _command(self, *arguments: str | int | Path, data: Path) -> list[str]:
        return [sys.executable, "-m", "node", "--data", str(data), *map(str, arguments)]


def _cookies(answer: http.client.HTTPResponse) -> str:
    """What the answer wants to be reminded of."""
    set_ = answer.headers.get_all("Set-Cookie") or []
    return "; ".join(one.partition(";")[0] for one in set_)


def _password() -> str:
    """Words of the list, each an even choice: 2,048 divides the values of two bytes."""
    words = WORDS.read_text("utf-8").split()
    numbers = (int.from_bytes(os.urandom(2), "big") for _ in range(PASSWORD_WORDS))
    return "-".join(words[number % len(words)] for number in numbers)
