"""The wheel is whole: built, installed in a clean environment elsewhere, it opens a page."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.running import READY_SECONDS, Node
from tests.tools import ROOT, free_port, run, wait_until

pytestmark = pytest.mark.processes

BUILD = ("-m", "build", "--wheel", "--no-isolation", "--outdir")
NEEDED = (
    "node/_templates/base.html",
    "node/translations/en.po",
    "node/store/migrations/0001_first_tables.py",
    "federation/words.txt",
    "federation/PROTOCOL.md",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    built = run([sys.executable, *BUILD, folder, ROOT])
    assert built.returncode == 0, built.stdout + built.stderr
    (file,) = folder.glob("*.whl")
    return file


def test_everything_is_in_it_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name for name in NEEDED if name not in names} == set()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"node", "federation"}
    written = {
        str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html")
    }
    assert {f"node/_templates/{name}" for name in written} <= names


def test_installed_elsewhere_it_opens_a_page(wheel: Path, tmp_path: Path) -> None:
    program = install(wheel, tmp_path / "elsewhere")
    node = Node(tmp_path, "elm", free_port())
    wijk(program, "--data", node.folder, "init", "--url", node.url, "--name", "Elm",
         "--development", "--port", str(node.port), "--sheets", tmp_path / "sheets")  # fmt: skip
    with node.log.open("wb") as log:
        node.process = subprocess.Popen(
            [program, "--data", node.folder, "serve"],
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_until(node.ready, seconds=READY_SECONDS, what="the installed node is ready")
        page = node.get("/")
        assert page.status == 200
        assert "Elm" in page.text
        ready = json.loads(node.get("/readyz").body)
        assert wheel.name.split("-")[1] == ready["version"]
        assert node.stop() == 0
    finally:
        node.clear_away()


def install(wheel: Path, folder: Path) -> Path:
    """A clean environment with the wheel; the libraries are those of this one, our code is not."""
    made = run([sys.executable, "-m", "venv", "--without-pip", folder])
    assert made.returncode == 0, made.stderr
    (site,) = folder.glob("lib/python3*/site-packages")
    (site / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")
    python = folder / "bin" / "python"
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "install"]
    done = run([*pip, "--no-deps", "--no-index", "--quiet", wheel])
    assert done.returncode == 0, done.stderr
    return folder / "bin" / "wijk"


def wijk(program: Path, *arguments: str | Path) -> None:
    """Run the installed command, far from the checkout."""
    done = subprocess.run(
        [program, *arguments],
        cwd=program.parent,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
