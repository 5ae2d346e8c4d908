"""Values set aside until a whole collection is known, on disk once they grow large."""

from __future__ import annotations

import json
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any, Self

_IN_MEMORY = 64_000_000


class Spool:
    """Keeps values that JSON can say; each is got back by its number."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by close()
        self._ends = [0]

    def put(self, value: Any) -> int:
        self._file.seek(self._ends[-1])
        self._ends.append(self._ends[-1] + self._file.write(json.dumps(value).encode()))
        return len(self._ends) - 2

    def get(self, number: int) -> Any:
        start, end = self._ends[number : number + 2]
        self._file.seek(start)
        return json.loads(self._file.read(end - start))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
