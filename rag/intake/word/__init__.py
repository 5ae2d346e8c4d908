"""DOCX as paragraphs, lists and tables, with what its first lines say of the article."""

from rag.intake.word.article import draft

__all__ = ["draft"]
