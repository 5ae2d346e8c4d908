"""Files and folders, walked safely and in a stable order.

Nothing outside a given folder is read: links that lead out of it, devices and pipes are named
and left alone. Names that begin with a dot are skipped.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.intake.draft import Unreadable
from rag.intake.identity import path_id
from rag.intake.kinds import READS
from rag.types import Rejected


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: where it is, and the path that names it on every machine."""

    path: Path
    id: str
    root: Path | None = None
    """The folder it was found in; None when it was named itself."""

    @property
    def location(self) -> str:
        return self.path.as_posix()


def files(given: str | Path) -> Iterator[File | Rejected]:
    """The files of one input: itself, or all in the folder, sorted by path."""
    try:
        path = _resolved(given)
        mode = path.stat().st_mode
    except Unreadable as error:
        yield Rejected(printable(given), error.reason)
        return
    except (OSError, ValueError, RuntimeError) as error:
        yield Rejected(printable(given), why(error))
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path)
    elif stat.S_ISREG(mode):
        yield _file(path, path.name, None)
    else:
        yield Rejected(printable(path), _unusual(mode))


def printable(path: str | Path) -> str:
    """A path as text that can be shown and stored, whatever bytes its name holds."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def why(error: Exception) -> str:
    """An operating system's refusal, in words."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "not readable: permission denied"
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"not readable: {text.lower()}"


def _resolved(given: str | Path) -> Path:
    text = str(given)
    if isinstance(given, str) and "://" in text[:12]:
        raise Unreadable(
            f"addresses are not fetched: {READS}; save the article as one of these and ingest that"
        )
    if not text.strip():
        raise Unreadable("an empty path; name a file or a folder")
    return Path(text).expanduser().resolve(strict=True)


def _walk(root: Path) -> Iterator[File | Rejected]:
    """Depth first, each folder's names sorted; a stack, since folders may nest without end."""
    pending = [root]
    while pending:
        path = pending.pop()
        try:
            mode = path.lstat().st_mode
            if stat.S_ISDIR(mode):
                pending += reversed(_listed(path))
            elif stat.S_ISLNK(mode):
                yield _linked(path, root)
            elif stat.S_ISREG(mode):
                yield _file(path, path.relative_to(root).as_posix(), root)
            else:
                yield Rejected(printable(path), _unusual(mode))
        except (OSError, ValueError, RuntimeError) as error:
            yield Rejected(printable(path), why(error))


def _listed(folder: Path) -> list[Path]:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    return [folder / name for name in names]


def _linked(path: Path, root: Path) -> File | Rejected:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return Rejected(printable(path), "a link that leads nowhere")
    if not target.is_relative_to(root):
        return Rejected(printable(path), f"a link that leaves the folder: {printable(target)}")
    if target.is_dir():
        return Rejected(printable(path), "a link to a folder that is read anyway")
    return Rejected(printable(path), "a link to a file that is read anyway")


def _file(path: Path, name: str, root: Path | None) -> File | Rejected:
    try:
        path.as_posix().encode()
    except UnicodeEncodeError:
        return Rejected(printable(path), "a file name that is not UTF-8; rename the file")
    return File(path, path_id(root.name if root else "", name), root)


def _unusual(mode: int) -> str:
    kinds = {
        stat.S_ISFIFO: "a pipe",
        stat.S_ISSOCK: "a socket",
        stat.S_ISCHR: "a device",
        stat.S_ISBLK: "a device",
    }
    what = next((name for is_kind, name in kinds.items() if is_kind(mode)), "something unusual")
    return f"{what}, not a file; only files and folders are read"
