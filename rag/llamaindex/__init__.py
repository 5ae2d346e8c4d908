"""Byline inside LlamaIndex: a retriever and a query engine over one library.

The other direction, LlamaIndex's parts inside Byline, is set by import path (``rag/classes.py``).
Importing this imports LlamaIndex, which nothing else of Byline does before it is asked to.
"""

from __future__ import annotations

from rag.llamaindex.engine import BylineQueryEngine
from rag.llamaindex.retriever import BylineRetriever

__all__ = ["BylineQueryEngine", "BylineRetriever"]
