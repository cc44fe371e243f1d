"""What this site is, and which wards it exchanges with: for anybody to read."""

from flask import render_template

from node.peering import neighbours as use
from node.web.health import running_version
from node.web.here import world


def about() -> str:
    """How it works, and whose it is."""
    return render_template("ward/about.html", version=running_version())


def neighbours() -> str:
    """Which wards we follow, since when, and when we last heard from them."""
    return render_template("ward/neighbours.html", neighbours=use.all_of(world()))
