"""One file a screen; the frame is `app.py`."""

import models.common.blas  # noqa: F401  # before the screen's libraries load numpy
