"""A server on this machine that answers for all publishers: tests and rehearsals ask it."""

import os
import re
from urllib.parse import urlsplit

from models.live.failure import FetchError

MIRROR = "EXPLORER_FEED_MIRROR"
_ON_THIS_MACHINE = re.compile(r"https?://(127\.0\.0\.1|\[::1\])(:\d{1,5})?(/[\w./-]*)?")


def mirrored(url: str) -> str:
    """Return the address to ask: the publisher's, or its path on a mirror set in the environment.

    A mirror must be on this machine, since keys are sent to it.
    """
    mirror = os.environ.get(MIRROR, "")
    if not mirror:
        return url
    if not _ON_THIS_MACHINE.fullmatch(mirror):
        raise FetchError(
            "schema", f"{MIRROR} is {mirror!r}; a mirror must be on 127.0.0.1: correct or unset it."
        )
    asked = urlsplit(url)
    return f"{mirror.rstrip('/')}/{asked.netloc}{asked.path}" + (
        f"?{asked.query}" if asked.query else ""
    )
