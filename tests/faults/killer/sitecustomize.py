"""Kills its own process at a step that the environment names, and tells which steps it came by.

Python loads this by itself in each process whose PYTHONPATH names the folder, so that the product
has no hooks for tests. ``KILLER`` holds, as JSON:

``steps``  by name, ``module:qualified.name`` of a function that is watched
``trace``  a file: a line for each step entered (``>``) and left (``<``), written at once, so that
           it stands there whatever becomes of the process
``tells``  the steps whose results the trace has too, as JSON
``values`` ``module:qualified.NAME`` and what it is to be: limits small enough for a small library
``kill``   nothing; ``{"seconds": s}`` after the start; or ``{"step", "call", "moment",
           "seconds"}``: so long after the call was entered ("in") or left ("out")
"""

from __future__ import annotations

import ctypes
import functools
import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

TOLD = json.loads(os.environ["KILLER"])
KILL: dict[str, Any] = TOLD["kill"] or {}
_trace = os.open(TOLD["trace"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
_calls: Counter[str] = Counter()
_lock = threading.Lock()


def kill_in(seconds: float) -> None:
    """The kernel ends the process then, whatever runs; at once when there is no time left."""
    if seconds <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
    libc = ctypes.CDLL(None, use_errno=True)
    to_process = (ctypes.c_int * 16)(0, 0, signal.SIGKILL, 0)  # struct sigevent, SIGEV_SIGNAL
    timer = ctypes.c_void_p()
    whole, part = divmod(round(seconds * 1e9), 1_000_000_000)
    once = (ctypes.c_long * 4)(0, 0, whole, part)  # struct itimerspec
    if libc.timer_create(time.CLOCK_MONOTONIC, to_process, ctypes.byref(timer)) or (
        libc.timer_settime(timer, 0, once, None)
    ):
        raise OSError(ctypes.get_errno(), "no timer")


def note(sign: str, name: str, more: str = "") -> None:
    line = f"{time.monotonic_ns()} {threading.get_ident()} {sign} {name}\t{more}\n"
    os.write(_trace, line.encode())


def watched(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    wanted = KILL if KILL.get("step") == name else {}

    @functools.wraps(function)
    def watching(*args: Any, **options: Any) -> Any:
        note(">", name)
        with _lock:
            _calls[name] += 1
            due = _calls[name] == wanted.get("call")
        if due and wanted["moment"] == "in":
            kill_in(wanted["seconds"])
        try:
            result = function(*args, **options)
        except BaseException:
            note("<", name)
            raise
        note("<", name, json.dumps(result) if name in TOLD["tells"] else "")
        if due and wanted["moment"] == "out":
            kill_in(wanted["seconds"])
        return result

    return watching


def change(module: ModuleType) -> None:
    """Watches the steps in a module that was just imported, and sets its values."""
    for name, target in TOLD["steps"].items():
        where, _, path = target.partition(":")
        if where == module.__name__:
            owner, last = found(module, path)
            setattr(owner, last, watched(name, getattr(owner, last)))
    for target, value in TOLD["values"].items():
        where, _, path = target.partition(":")
        if where == module.__name__:
            owner, last = found(module, path)
            getattr(owner, last)  # a name that is gone is an error, not a new name
            setattr(owner, last, value)


def found(module: ModuleType, path: str) -> tuple[Any, str]:
    """What has a name in it, and the name."""
    *owners, last = path.split(".")
    return functools.reduce(getattr, owners, module), last


class Changing(Loader):
    """Loads as the loader it stands for does, then changes what was loaded."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        change(module)


class Finder(MetaPathFinder):
    """Finds the modules that are to be changed."""

    _modules = frozenset(
        each.partition(":")[0] for each in (*TOLD["steps"].values(), *TOLD["values"])
    )

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path) if name in self._modules else None
        if spec is not None and spec.loader is not None:
            spec.loader = Changing(spec.loader)
        return spec


sys.meta_path.insert(0, Finder())
note(">", "start")
note("<", "start")
if KILL and "step" not in KILL:
    kill_in(KILL["seconds"])
