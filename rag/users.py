"""Who may read an installation: names with passwords, hashed, in one file of the library's folder.

A password is never kept, only what scrypt makes of it (RFC 7914; N 2^15, r 8, p 1: 32 MB and about
a tenth of a second for each try). Who has signed in carries a token that names them and ends; it
is signed with a secret of the file and what the password made, so another password ends it too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from rag.errors import UsageError, UserNotFound, UsersDamaged
from rag.private import write_private

FILE = "users.json"
SHORTEST, LONGEST = 8, 200
"""Characters of a password. A long one would cost whoever checks it, not who guesses."""
LONGEST_NAME = 64
DAYS = 30
"""How long a token holds."""
_N, _R, _P = 2**15, 8, 1
_AT_ONCE = threading.BoundedSemaphore(2)  # 32 MB each


class Users:
    """The users of one library's folder. Safe among threads and processes."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.path = folder / FILE
        self._lock = FileLock(folder / f".{FILE}.lock", timeout=10)
        self._clock = clock

    def names(self) -> list[str]:
        """In the order of the alphabet. Raises UsersDamaged, as every method does."""
        return sorted(self._held()["users"], key=str.casefold)

    def add(self, name: str, password: str) -> None:
        """A user, or another password for one. Raises UsageError for a name or password that
        cannot be, FileNotFoundError without the folder."""
        name = checked_name(name)
        if not SHORTEST <= len(password) <= LONGEST:
            raise UsageError(f"a password has {SHORTEST} to {LONGEST} characters")
        with self._lock:
            held = self._held()
            twin = [each for each in held["users"] if each.casefold() == name.casefold()]
            if twin and twin != [name]:
                raise UsageError(f"there is a user '{twin[0]}' already; choose another name")
            salt = secrets.token_bytes(16)
            made = {"salt": salt.hex(), "hash": _hashed(password, salt).hex()}
            write_private(self.path, {**held, "users": {**held["users"], name: made}})

    def remove(self, name: str) -> None:
        """Ends what they signed in to, too. Raises UserNotFound."""
        with self._lock:
            held = self._held()
            if name not in held["users"]:
                raise UserNotFound(name, tuple(self.names()))
            rest = {each: kept for each, kept in held["users"].items() if each != name}
            write_private(self.path, {**held, "users": rest})

    def check(self, name: str, password: str) -> bool:
        """Whether it is that user's password. It takes as long where there is no such user."""
        kept = self._held()["users"].get(name)
        salt = bytes.fromhex(kept["salt"]) if kept else b"\0" * 16
        made = _hashed(password[:LONGEST], salt)
        wanted = bytes.fromhex(kept["hash"]) if kept else b""
        return hmac.compare_digest(made, wanted) and len(password) <= LONGEST

    def token(self, name: str) -> str:
        """What a user who has signed in carries."""
        told = json.dumps([name, int(self._clock()) + DAYS * 24 * 3600]).encode()
        return f"{_letters(told)}.{_letters(self._signed(self._held(), name, told))}"

    def whose(self, token: str) -> str | None:
        """The user that a token names; None for one that is not ours, has ended, or was ended."""
        try:
            told, signature = (_bytes(part) for part in token.split("."))
            name, until = json.loads(told)
            held = self._held()
            right = hmac.compare_digest(signature, self._signed(held, name, told))
        except (ValueError, KeyError, TypeError):
            return None
        return str(name) if right and until > self._clock() else None

    def _signed(self, held: Mapping[str, Any], name: str, told: bytes) -> bytes:
        """Raises KeyError for a user there is none of."""
        key = bytes.fromhex(held["secret"]) + bytes.fromhex(held["users"][name]["hash"])
        return hmac.new(key, told, hashlib.sha256).digest()

    def _held(self) -> dict[str, Any]:
        try:
            held = json.loads(self.path.read_text(encoding="utf-8"))
            return {"schema": 1, "secret": str(held["secret"]), "users": dict(held["users"])}
        except FileNotFoundError:
            return {"schema": 1, "secret": secrets.token_hex(32), "users": {}}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsersDamaged(str(self.path), str(error)) from error


def checked_name(name: str) -> str:
    """A name in its one form. Raises UsageError for one that cannot be told from others."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"a name has 1 to {LONGEST_NAME} letters, digits and signs")
    return name


def _hashed(password: str, salt: bytes) -> bytes:
    with _AT_ONCE:
        said = password.encode("utf-8", "surrogatepass")
        return hashlib.scrypt(said, salt=salt, n=_N, r=_R, p=_P, maxmem=2**26, dklen=32)


def _letters(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(letters: str) -> bytes:
    return base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
