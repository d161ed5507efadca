"""Imported before all else: the numeric libraries read these variables when they are loaded.

The recogniser runs threads of its own; libraries that spawn one a core beside them cost 31 % more
processor time a decode.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
