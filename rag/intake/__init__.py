"""Raw bytes in, Article out: find, fetch, read, clean, date, attribute.

``read(inputs)`` is the whole of it. ``sources`` says what the inputs name, ``pages`` (with ``web``)
fetches what are addresses, ``collecting`` compares what belongs together, ``documents`` picks the
reader of each kind (``text``, ``jsonlines`` here; ``html``, ``pdf``, ``word``
and feeds ``apart``, in a child process), ``reading`` gives identity, language and fingerprint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.intake.draft import Limits as Limits
    from rag.intake.reading import Item as Item
    from rag.intake.reading import read as read
    from rag.intake.reading import read_again as read_again

__all__ = ["Item", "Limits", "read", "read_again"]

# Loaded on first use: who only asks which agencies there are needs no readers, and no dates.
_HOME = {
    "Item": "rag.intake.reading",
    "Limits": "rag.intake.draft",
    "read": "rag.intake.reading",
    "read_again": "rag.intake.reading",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'rag.intake' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
