"""Raw bytes in, Article out: read, clean, date, attribute.

``read(paths)`` is the whole of it. One file goes ``sources`` (which files) -> ``files`` (bytes to
text) -> ``documents`` (by kind: ``markdown``, ``scraped`` text, ``jsonlines``) -> ``reading``
(identity, language, fingerprint).
"""

from rag.intake.draft import Limits
from rag.intake.reading import read

__all__ = ["Limits", "read"]
