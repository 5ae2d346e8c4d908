"""A web page as an article: its body, and what it says of itself.

``draft`` is the way in. ``page`` makes the tree (``encoding`` tells the bytes' encoding,
``archive`` opens MHTML), ``blocks`` its blocks of text, ``opinion`` what others take for the
article, ``evidence`` what speaks for each block, ``judging`` weighs it, ``body`` makes paragraphs,
``refusal`` says why a page holds no article, ``fields`` reads title, authors and dates.
"""

from rag.intake.html.article import draft

__all__ = ["draft"]
