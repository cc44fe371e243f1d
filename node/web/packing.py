"""Pages made small for the road.

Rule: only pages for nobody in particular. A page with a form's token in it is sent as it is: from
the size of a packed page a stranger could guess what is in it, try by try.
"""

import gzip

from flask import Flask, Response, request

LEAST_BYTES = 1_000
LEVEL = 5  # a page of 30 kB in about a millisecond


def install(app: Flask) -> None:
    """Pack what may be packed."""
    app.after_request(pack)


def pack(response: Response) -> Response:
    """Pack one answer, when the browser takes it."""
    if response.mimetype != "text/html" or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    private = "no-store" in response.headers.get("Cache-Control", "")
    if private or "Content-Encoding" in response.headers:
        return response
    if request.accept_encodings.quality("gzip") == 0:
        return response
    body = response.get_data()
    if len(body) >= LEAST_BYTES:
        response.set_data(gzip.compress(body, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
