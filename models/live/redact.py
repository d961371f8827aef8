"""Remove API keys from text: a key is part of a request's address, and addresses get logged."""

import logging
import re

_PARAMETER = re.compile(r"(api_key=)[^&\s'\")]+")
HIDDEN = "[hidden]"
_LOGGERS = ("urllib3.connectionpool", "urllib3.util.retry", "fredapi", "yfinance", "explorer")


def redact(text: str, secret: str = "") -> str:
    """Return the text without the value of any `api_key` parameter, and without the secret."""
    if secret:
        text = text.replace(secret, HIDDEN)
    return _PARAMETER.sub(rf"\1{HIDDEN}", text)


class _WithoutKeys(logging.Filter):
    """Rewrite each record before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), ()
        return True


_filter = _WithoutKeys()


def keep_keys_out_of_logs() -> None:
    """Filter the loggers that see addresses; calling it again changes nothing."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_filter)  # a filter is added once only
