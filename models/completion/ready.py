"""Completion models ready for use, by data: stored or, where not, estimated in a second."""

from models.common.cache import SingleFlightCache
from models.common.progress import Progress, silent
from models.completion.completion import Completion, make_completion
from models.completion.data import completion_data
from models.completion.fit import fit_completion
from models.completion.stored import FitKey, load_completion
from models.panel import Panel

MOST_MODELS = 8  # each 3 to 20 MB, by what has been asked of it
_models: SingleFlightCache[Completion] = SingleFlightCache(MOST_MODELS)


def completion_of(panel: Panel, progress: Progress = silent) -> Completion:
    """Return the completion model of a panel; the last eight are kept for the whole process."""
    key = FitKey(as_of=str(panel.vintage), snapshot_hash=panel.snapshot_hash)

    def make() -> Completion:
        data = completion_data(panel)
        return make_completion(data, load_completion(key) or fit_completion(data))

    return _models.get(key, make, progress)
