"""A picture, for whoever may see a listing that names it."""

from functools import cache

from flask import Response

from node.listings import borrowed, pictures
from node.listings.errors import NotFoundError, NotYetError
from node.web.here import viewer, world
from node.web.static import FOLDER


def picture(digest: str) -> Response:
    """The picture's bytes; 404 to everybody else, as if it were not there.

    404 too for what did not come yet, with something quiet to look at in its place.
    """
    try:
        body, media_type = pictures.read(world(), viewer(), digest)
        tag = digest
    except NotFoundError:
        try:
            body, media_type, tag = borrowed.read(world(), viewer(), digest)
        except NotYetError:
            return _waiting()
    response = Response(body, mimetype=media_type)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"  # asked again, so it can disappear
    return response


def _waiting() -> Response:
    response = Response(_drawing(), status=404, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "no-store"
    return response


@cache
def _drawing() -> bytes:
    return (FOLDER / "waiting.svg").read_bytes()
