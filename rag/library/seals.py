"""Whether a folder that foreign code reads is as it was left.

Chroma's graph is read without a check: a flipped bit in a link can end the process, at each
opening again. So sums are noted when it is closed and compared before it is opened, and a mark
stands in the folder while it is being tried: who finds one there knows how the last try ended.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SUMS, _TRYING = "sums.json", "trying"
_AT_ONCE = 1 << 20


def seal(path: Path) -> None:
    """Notes how the folder's own folders are left."""
    beside = path / f".{_SUMS}"
    beside.write_text(json.dumps(_sums(path)), encoding="utf-8")
    beside.replace(path / _SUMS)


def broken(path: Path) -> bool:
    """Whether it is not as it was left, or ended the process that tried it last. A folder whose
    process was killed at work has no seal to be broken.
    """
    if (path / _TRYING).exists():
        return True
    try:
        noted = json.loads((path / _SUMS).read_text("utf-8"))
    except OSError:
        return False
    except ValueError:
        return True
    return bool(noted != _sums(path))


@contextmanager
def trying(path: Path) -> Iterator[None]:
    """While it is tried: its seal goes, since it will change, and the mark stands."""
    (path / _TRYING).touch()
    (path / _SUMS).unlink(missing_ok=True)
    try:
        yield
    finally:
        (path / _TRYING).unlink()


def _sums(path: Path) -> dict[str, int]:
    files = sorted(file for file in path.glob("*/**/*") if file.is_file())
    return {file.relative_to(path).as_posix(): _sum(file) for file in files}


def _sum(file: Path) -> int:
    crc = 0
    with file.open("rb") as opened:
        while some := opened.read(_AT_ONCE):
            crc = zlib.crc32(some, crc)
    return crc
