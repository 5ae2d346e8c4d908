"""Article in, durable: the ledger is the truth, the indexes follow it.

``Library`` is loaded when it is first asked for: it needs SQLAlchemy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.library.filters import EVERYTHING, Filter, Hit

if TYPE_CHECKING:
    from rag.library.library import Library
    from rag.library.status import LibraryStatus

__all__ = ["EVERYTHING", "Filter", "Hit", "Library", "LibraryStatus"]


def __getattr__(name: str) -> Any:
    if name == "Library":
        from rag.library.library import Library

        return Library
    if name == "LibraryStatus":
        from rag.library.status import LibraryStatus

        return LibraryStatus
    raise AttributeError(name)
