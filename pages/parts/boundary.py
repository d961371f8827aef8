"""The error boundary: one sentence for the reader, the traceback in the log."""

import logging
import re
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from models.common.errors import ExplorerError
from pages.parts.draw import plain

_log = logging.getLogger("explorer")
_API_KEY = re.compile(r"(api_key=)[^&\s'\"]+")


@contextmanager
def error_boundary() -> Iterator[None]:
    """Show what went wrong inside the block as one sentence; log it under an id.

    An ``ExplorerError`` speaks for itself. Anything else is our fault and stays in the log, where
    the id on screen finds it. Streamlit's own rerun and stop are no ``Exception`` and pass.
    """
    try:
        yield
    except ExplorerError as error:
        st.error(plain(str(error)), icon=":material/error:")
    except Exception as error:
        error_id = secrets.token_hex(3)
        story = "".join(traceback.format_exception(error))
        _log.error("error id %s\n%s", error_id, _API_KEY.sub(r"\1[hidden]", story))
        st.error(
            f"Something went wrong on our side (id {error_id}). "
            "Reload the page, or reset the scenario; if it stays, report the id.",
            icon=":material/error:",
        )
