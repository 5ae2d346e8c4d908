"""Keys of the REST interface: which programs may read a library, or change it.

A key is 256 random bits, shown once when it is made. What is kept is its SHA-256, in one file of
the library's folder: nothing that long can be guessed, so a slow hash would only cost whoever
checks it at every request.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from filelock import FileLock

from rag.errors import KeyNotFound, KeysDamaged, UsageError
from rag.private import write_private
from rag.types import SCHEMA
from rag.users import checked_name

FILE = "keys.json"
_BEGINS = "byline_"
"""So that a key is known for one where it was left by mistake."""


class Scope(StrEnum):
    """What a key opens."""

    READ = "read"
    WRITE = "write"
    """To read, and to change the library."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key; not the key itself."""

    name: str
    scope: Scope
    made: str
    """When, as ISO 8601 in UTC."""


class Keys:
    """The keys of one library's folder. Safe among threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._lock = FileLock(folder / f".{FILE}.lock", timeout=10)

    def all(self) -> list[Key]:
        """In the order of the alphabet. Raises KeysDamaged, as every method does."""
        held = self._held()
        return [_key(name, held[name]) for name in sorted(held, key=str.casefold)]

    def add(self, name: str, scope: Scope | str = Scope.READ) -> str:
        """A new key, which is told this once. Raises UsageError for a name that is taken or cannot
        be, or another scope; FileNotFoundError without the folder."""
        name, scope = checked_name(name), _scope(scope)
        with self._lock:
            held = self._held()
            if any(each.casefold() == name.casefold() for each in held):
                raise UsageError(f"there is a key '{name}' already; remove it, or choose a name")
            key = f"{_BEGINS}{secrets.token_urlsafe(32)}"
            made = datetime.now(UTC).isoformat(timespec="seconds")
            kept = {"scope": scope.value, "sha256": _hashed(key), "made": made}
            self._write({**held, name: kept})
        return key

    def remove(self, name: str) -> None:
        """It opens nothing from the next request on. Raises KeyNotFound."""
        with self._lock:
            held = self._held()
            if name not in held:
                raise KeyNotFound(name, tuple(sorted(held, key=str.casefold)))
            self._write({each: kept for each, kept in held.items() if each != name})

    def whose(self, key: str) -> Key | None:
        """The key that was shown; None for one that there is not. All are looked at each time."""
        hashed, found = _hashed(key), None
        for name, kept in self._held().items():
            if hmac.compare_digest(hashed, str(kept["sha256"])):
                found = _key(name, kept)
        return found

    def _held(self) -> dict[str, Any]:
        try:
            held = dict(json.loads(self.path.read_text(encoding="utf-8"))["keys"])
            for name, kept in held.items():
                _key(name, kept)
                bytes.fromhex(kept["sha256"])
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KeysDamaged(str(self.path), str(error)) from error
        return held

    def _write(self, keys: Mapping[str, Any]) -> None:
        write_private(self.path, {"schema": SCHEMA, "keys": keys})


def _key(name: str, kept: Mapping[str, Any]) -> Key:
    return Key(name, Scope(kept["scope"]), str(kept["made"]))


def _scope(scope: Scope | str) -> Scope:
    try:
        return Scope(scope)
    except ValueError:
        raise UsageError(f"a scope is read or write, not '{scope}'") from None


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
