"""PDF as paragraphs, with what its first page says of the article."""

from rag.intake.pdf.article import draft

__all__ = ["draft"]
