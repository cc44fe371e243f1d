"""A picture, for whoever may see a listing that names it."""

from flask import Response

from node.listings import borrowed, pictures
from node.listings.errors import NotFoundError
from node.web.here import viewer, world


def picture(digest: str) -> Response:
    """The picture's bytes; 404 to everybody else, as if it were not there, or not yet."""
    try:
        body, media_type = pictures.read(world(), viewer(), digest)
        tag = digest
    except NotFoundError:
        body, media_type, tag = borrowed.read(world(), viewer(), digest)
    response = Response(body, mimetype=media_type)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"  # asked again, so it can disappear
    return response
