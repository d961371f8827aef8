"""Errors that a person reads: one sentence naming what was given, what is allowed, what to do."""


class ExplorerError(Exception):
    """Base of every error whose message may be shown to the user as it stands."""


class PanelError(ExplorerError):
    """The data cannot answer what was asked of them."""


class ScenarioError(ExplorerError):
    """A scenario, or the file or link that carries it, is not valid."""


class ModelError(ExplorerError):
    """A model cannot be fitted or applied as asked."""


class NoRoomError(ModelError):
    """There is no memory for an estimate now; later there may be."""


class UploadError(ExplorerError):
    """A file that a reader gave cannot be used."""
