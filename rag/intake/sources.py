"""What the inputs name: files, folders walked safely and in a stable order, and addresses.

Nothing outside a given folder is read: links that lead out of it, devices and pipes are named
and left alone. Names that begin with a dot are skipped.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.intake.draft import Unreadable
from rag.intake.identity import canonical_url, path_id
from rag.types import Rejected

_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]{0,30}://|https?:", re.IGNORECASE)
_USER = re.compile(r"^([^:/?#]{1,30}:[/\\]{0,4})(?:[^@/?#\\]{1,2000}@){1,20}")


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


@dataclass(frozen=True, slots=True)
class Address:
    """A page or a feed to fetch."""

    url: str
    """As it was given, without what surrounds it."""

    @property
    def location(self) -> str:
        """What copies of the address share; the address, without a password in it, when it is
        none to fetch."""
        return canonical_url(self.url) or _USER.sub(r"\1…@", printable(self.url))


def is_address(given: str | Path) -> bool:
    """Whether an input is meant as an address: it begins with a scheme and ``//``."""
    return isinstance(given, str) and bool(_SCHEME.match(given.strip()))


def root_of(given: str | Path) -> str:
    """The location below which everything lies that an input gives."""
    if is_address(given):
        return Address(str(given).strip()).location
    try:
        return Path(given).expanduser().resolve().as_posix()
    except (OSError, ValueError, RuntimeError):  # reading it will say what is wrong with it
        return str(given)


def collections(inputs: Iterable[str | Path]) -> Iterator[list[File | Address | Rejected]]:
    """What is compared with each other, in the order given: the files of each folder, the files
    and the addresses that are named one after the other.
    """
    together: list[File | Address | Rejected] = []
    kind: object = None
    for found in _all(inputs):
        new = kind if isinstance(found, Rejected) else _together(found)
        if together and new != kind and kind is not None:
            yield together
            together = []
        together.append(found)
        kind = new
    if together:
        yield together


def _all(inputs: Iterable[str | Path]) -> Iterator[File | Address | Rejected]:
    for given in inputs:
        if is_address(given):
            yield Address(str(given).strip())
        else:
            yield from files(given)


def _together(found: File | Address) -> object:
    return found.path.parent if isinstance(found, File) else Address


def files(given: str | Path) -> Iterator[File | Rejected]:
    """The files of one input: itself, or all in the folder, sorted by name; a folder's own files
    come before those of the folders in it.
    """
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
        return "no such file or folder (an address begins with https://)"
    if isinstance(error, PermissionError):
        return "not readable: permission denied"
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"not readable: {text.lower()}"


def _resolved(given: str | Path) -> Path:
    text = str(given)
    if not text.strip():
        raise Unreadable("an empty path; name a file or a folder")
    return Path(text).expanduser().resolve(strict=True)


def _walk(root: Path) -> Iterator[File | Rejected]:
    """Each folder's files by name, then its folders; a stack, since they may nest without end."""
    pending = [root]
    while pending:
        folder = pending.pop()
        try:
            names = _listed(folder)
        except OSError as error:
            yield Rejected(printable(folder), why(error))
            continue
        folders = []
        for path in names:
            try:
                mode = path.lstat().st_mode
                if stat.S_ISDIR(mode):
                    folders.append(path)
                else:
                    yield _found(path, root, mode)
            except (OSError, ValueError, RuntimeError) as error:
                yield Rejected(printable(path), why(error))
        pending += reversed(folders)


def _listed(folder: Path) -> list[Path]:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    return [folder / name for name in names]


def _found(path: Path, root: Path, mode: int) -> File | Rejected:
    if stat.S_ISLNK(mode):
        return _linked(path, root)
    if stat.S_ISREG(mode):
        return _file(path, path.relative_to(root).as_posix(), root)
    return Rejected(printable(path), _unusual(mode))


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
