"""Refuses and records every write outside of the folders that WRITABLE names, as a read-only root
would: what a program swallows is seen all the same.

Python loads this by itself in each process whose PYTHONPATH names the folder. It sees what Python
opens, makes, moves and removes; what is written by a part that is not Python escapes it.
"""

from __future__ import annotations

import errno
import os
import sys
from typing import Any

_FOLDERS = tuple(os.path.realpath(each) for each in os.environ["WRITABLE"].split(os.pathsep))
_REFUSED = os.environ["REFUSED"]
_CHANGES = frozenset(
    "os.mkdir os.rmdir os.remove os.rename os.link os.symlink os.chmod os.truncate os.utime".split()
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event == "open":
        path, _mode, flags = args
        if not flags & _WRITING:
            return
    elif event in _CHANGES:
        path = args[1] if event in ("os.link", "os.symlink") else args[0]
    else:
        return
    if not isinstance(path, str | bytes | os.PathLike) or _may_be_written(os.fsdecode(path)):
        return  # a number is of a file that is open already
    with open(_REFUSED, "a", encoding="utf-8") as file:  # noqa: PTH123  # pathlib would load more
        file.write(f"{event} {os.fsdecode(path)}\n")
    raise OSError(errno.EROFS, os.strerror(errno.EROFS), os.fsdecode(path))


def _may_be_written(path: str) -> bool:
    real = os.path.realpath(path)
    allowed = (*_FOLDERS, "/dev", os.path.realpath(_REFUSED))
    return any(real == each or real.startswith(each + os.sep) for each in allowed)


sys.addaudithook(_refuse)
