"""Byline: answers about news in the articles' own words. ``from rag import Rag`` is the way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.assistant import Rag as Rag
    from rag.documents import document as document
    from rag.errors import BylineError as BylineError
    from rag.settings import Settings as Settings
    from rag.types import Answer as Answer
    from rag.types import Article as Article
    from rag.types import Citation as Citation
    from rag.types import Passage as Passage
    from rag.types import Sentence as Sentence
    from rag.types import Turn as Turn

__version__ = "0.1.0"

# Names are loaded on first use: `import rag` stays instant, and `rag --help` with it.
_HOME = {
    "Rag": "rag.assistant",
    "BylineError": "rag.errors",
    "Settings": "rag.settings",
    "Answer": "rag.types",
    "Article": "rag.types",
    "Citation": "rag.types",
    "Passage": "rag.types",
    "Sentence": "rag.types",
    "Turn": "rag.types",
    "document": "rag.documents",
}

__all__ = [
    "Answer",
    "Article",
    "BylineError",
    "Citation",
    "Passage",
    "Rag",
    "Sentence",
    "Settings",
    "Turn",
    "__version__",
    "document",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'rag' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
