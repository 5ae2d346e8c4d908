"""Named collections of one library, in one file of its folder: ``collections.json``."""

from __future__ import annotations

import json
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from filelock import FileLock

from rag.errors import CollectionsDamaged, UnknownCollection, UsageError
from rag.library.filters import source_key
from rag.private import write_private
from rag.types import NamedCollection, plain, restored

FILE = "collections.json"
LONGEST_NAME = 80
MOST = 200

_Held = dict[str, NamedCollection]


class Gathered:
    """The collections of one library's folder. Safe among threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._lock = FileLock(folder / f".{FILE}.lock", timeout=10)

    def all(self) -> tuple[NamedCollection, ...]:
        """In the order of the alphabet. Raises CollectionsDamaged, as every method does."""
        return tuple(sorted(self._held().values(), key=lambda each: source_key(each.name)))

    def named(self, name: str) -> NamedCollection:
        """The one that is meant, whatever its case. Raises UnknownCollection, naming near ones."""
        return _meant(self._held(), name)

    def put(self, made: NamedCollection) -> NamedCollection:
        """A new one, or more articles for one there is. Raises UsageError for a name that cannot
        be, and for a filter where there are articles."""

        def change(held: _Held) -> NamedCollection:
            name = checked_name(made.name)
            before = held.get(source_key(name))
            if before is None:
                if len(held) >= MOST:
                    raise UsageError(f"there are {MOST} collections; remove one first")
                return replace(made, name=name)
            if not (before.articles and made.articles):
                raise UsageError(
                    f"there is a collection '{before.name}' already; remove it, or choose another "
                    "name"
                )
            both = tuple(dict.fromkeys((*before.articles, *made.articles)))
            return replace(before, articles=both)

        with self._lock:
            held = self._held()
            new = change(held)
            self._write({**held, source_key(new.name): new})
        return new

    def rename(self, name: str, new: str) -> None:
        """Raises UnknownCollection, UsageError."""
        with self._lock:
            held = self._held()
            was = _meant(held, name)
            named = replace(was, name=checked_name(new))
            rest = {key: each for key, each in held.items() if each is not was}
            if source_key(named.name) in rest:
                raise UsageError(f"there is a collection '{named.name}' already")
            self._write({**rest, source_key(named.name): named})

    def remove(self, name: str) -> None:
        """Its articles stay in the library. Raises UnknownCollection."""
        with self._lock:
            held = self._held()
            gone = source_key(_meant(held, name).name)
            self._write({key: each for key, each in held.items() if key != gone})

    def forget(self, article_id: str) -> None:
        """Takes an article out of every collection."""
        if not self.path.is_file():
            return
        with self._lock:
            held = self._held()
            left = {
                key: replace(each, articles=tuple(a for a in each.articles if a != article_id))
                for key, each in held.items()
            }
            if left != held:
                # One that held nothing else is gone: without articles it would mean all of them.
                self._write({k: e for k, e in left.items() if e.articles or not held[k].articles})

    def _held(self) -> _Held:
        try:
            rows = json.loads(self.path.read_text(encoding="utf-8"))["collections"]
            found = [restored(NamedCollection, row) for row in rows]
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CollectionsDamaged(str(self.path), str(error)) from error
        return {source_key(each.name): each for each in found}

    def _write(self, held: _Held) -> None:
        rows: list[Any] = [plain(each) for each in held.values()]
        write_private(self.path, {"schema": 1, "collections": rows})


def checked_name(name: str) -> str:
    """A name in its one form. Raises UsageError for one that cannot be."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"a collection's name has 1 to {LONGEST_NAME} letters, digits and signs")
    return name


def _meant(held: _Held, name: str) -> NamedCollection:
    found = held.get(source_key(name))
    if found is not None:
        return found
    near = get_close_matches(source_key(name), held, n=3, cutoff=0.6)
    names = tuple(each.name for each in held.values())
    raise UnknownCollection(name, tuple(held[key].name for key in near), names)
