"""The kinds of failure of a feed; the kind decides whether it is retried and what is shown."""

from typing import Literal

from models.common.errors import ExplorerError

Kind = Literal["auth", "not_found", "rate_limit", "transient", "schema", "empty", "circuit_open"]


class FetchError(ExplorerError):
    """One feed gave nothing usable; `kind` says why, the message says it in a sentence."""

    def __init__(self, kind: Kind, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
