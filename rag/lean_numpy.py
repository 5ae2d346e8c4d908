"""NumPy's products on one thread: what a search multiplies is too small for more.

NumPy's library wakes a thread for each processor, and those it woke turn around for milliseconds,
waiting for more: a search of 10,000 passages then takes twice the processor's time. It reads how
many it may have when it is loaded. So the programs that are Byline's own say it before; a program
that uses Byline as a library decides for itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

_THREADS = "OPENBLAS_NUM_THREADS"


def on_one_thread() -> None:
    """For this process and those it begins, if nobody decided otherwise; nothing where NumPy has
    been loaded already."""
    if "numpy" not in sys.modules:
        os.environ.setdefault(_THREADS, "1")


def environment() -> Mapping[str, str]:
    """That of a process to be begun whose products keep to one thread."""
    return {_THREADS: "1", **os.environ}


def is_on_one_thread() -> bool:
    """Whether products keep to one thread, so that many small ones cost what they take."""
    return os.environ.get(_THREADS) == "1"
