"""What was made last, a bounded number of things: a memory that forgets. Safe among threads."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Newest(Generic[K, V]):
    """The values that were put or asked for last, up to ``size`` of them."""

    def __init__(self, size: int) -> None:
        self._size, self._kept, self._guard = size, dict[K, V](), threading.Lock()

    def get(self, key: K) -> V | None:
        with self._guard:
            value = self._kept.pop(key, None)
            if value is not None:
                self._kept[key] = value
            return value

    def put(self, key: K, value: V) -> None:
        with self._guard:
            self._kept.pop(key, None)
            while len(self._kept) >= self._size:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = value
