"""Raw bytes in, Article out: find, fetch, read, clean, date, attribute.

``read(inputs)`` is the whole of it. ``sources`` says what the inputs name, ``pages`` (with ``web``)
fetches what are addresses, ``collecting`` compares what belongs together, ``documents`` picks the
reader of each kind (``text``, ``jsonlines`` here; ``html``, ``pdf``, ``word``
and feeds ``apart``, in a child process), ``reading`` gives identity, language and fingerprint.
"""

from rag.intake.draft import Limits
from rag.intake.reading import Item, read, read_again

__all__ = ["Item", "Limits", "read", "read_again"]
