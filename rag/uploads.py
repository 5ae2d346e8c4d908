"""Files that were sent, while they wait to be read: in the library's folder, each beside others of
its name."""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

FOLDER = "uploads"
MOST_FILES = 100
MOST_BYTES = 64 << 20
"""Of one upload, all files together."""
_LONGEST_NAME = 120
_LEFT_OVER = 86_400
"""Seconds after which an upload that a killed server left is cleared away."""
_UNFIT = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069<>:\"|?*]")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a reader sent it."""

    name: str
    content: bytes


class Uploads:
    """Where they lie. The same file may be sent again before it was read: it goes with the last
    piece of work that needs it. Safe among threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._guard = threading.Lock()
        self._needed: Counter[Path] = Counter()

    def keep(self, uploads: Sequence[Upload]) -> list[Path]:
        """Writes them. What has other words is another file, whatever its name. Each call has a
        :meth:`let_go` of its own. Raises OSError, and keeps nothing then."""
        kept: list[Path] = []
        try:
            for each in uploads:
                digest = hashlib.sha256(each.content).hexdigest()[:12]
                path = self.folder / f"added-{digest}" / clean_name(each.name)
                with self._guard:
                    self._needed[path.parent] += 1
                    kept.append(path)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(each.content)
        except OSError:
            self.let_go(kept)
            raise
        return kept

    def let_go(self, kept: Sequence[Path]) -> None:
        """Takes away those that nothing else needs."""
        with self._guard:
            for path in kept:
                self._needed[path.parent] -= 1
                if not self._needed[path.parent]:
                    del self._needed[path.parent]
                    shutil.rmtree(path.parent, ignore_errors=True)
            with suppress(OSError):
                self.folder.rmdir()

    def sweep(self) -> None:
        """What a server that was killed left."""
        with suppress(OSError):
            for each in self.folder.iterdir():
                if time.time() - each.stat().st_mtime > _LEFT_OVER:
                    shutil.rmtree(each, ignore_errors=True)


def clean_name(given: str) -> str:
    """A file's name without folders, steering marks and leading dots; its ending stays."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    plain = _UNFIT.sub("", last.encode("utf-8", "ignore").decode()).strip()
    plain = plain.lstrip(". ") if plain.count(".") != 1 or "." in plain[1:] else f"article{plain}"
    stem, dot, ending = plain.rpartition(".") if "." in plain else (plain, "", "")
    room = _LONGEST_NAME - len(ending[:20]) - 1
    while len(stem.encode()) > room:
        stem = stem[:-1]
    return f"{stem or 'article'}{dot}{ending[:20]}" if ending else stem or "article"
