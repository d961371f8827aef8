"""One thread for linear algebra, chosen before numpy is loaded; what an operator has set stands.

The matrices here are small: a threaded product gains nothing, and waits for a core that another reader
uses. With one thread the last digits do not depend on the number of cores either. OpenBLAS reads the
variable once, when numpy is first imported: hence the first import of `models` and of `pages`.
"""

import os

VARIABLE = "OPENBLAS_NUM_THREADS"
os.environ.setdefault(VARIABLE, os.environ.get("OMP_NUM_THREADS", "1"))
