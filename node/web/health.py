"""Two questions of whoever watches the machine: is the program alive, and can it do its work?

Rule: nothing secret is answered; anybody may ask.
"""

from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version

from flask import Response, jsonify

from node.store import heartbeat
from node.store.migrate import is_up_to_date
from node.web.here import here, world

JOBS_SILENT = timedelta(minutes=3)  # they beat twice a minute


def livez() -> Response:
    """Alive: this process answers. Nothing else is looked at."""
    return Response("ok\n", mimetype="text/plain")


def readyz() -> tuple[Response, int]:
    """Ready: the database answers and fits this program, and the jobs are at work."""
    checks = {"database": False, "migrated": False, "jobs": False}
    try:
        with here().store.active() as database:
            checks["migrated"] = is_up_to_date(database)
            checks["database"] = True
            beat = heartbeat.last("jobs") if checks["migrated"] else None
            checks["jobs"] = beat is not None and world().now() - beat < JOBS_SILENT
    except Exception:  # noqa: BLE001  # whatever is wrong, the answer is "not ready"
        checks["database"] = checks["database"] and checks["migrated"]
    ready = all(checks.values())
    return jsonify(ready=ready, version=running_version(), **checks), 200 if ready else 503


def running_version() -> str:
    """The version of this program; a checkout that was never installed has none."""
    try:
        return version("werken-in-de-wijk")
    except PackageNotFoundError:
        return "0+checkout"
