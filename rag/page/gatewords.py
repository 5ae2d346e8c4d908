"""The gate's own wording: who is let in, and what is said to who is not."""

from __future__ import annotations

FOREIGN = "This request came from another site and was refused."
OPENING = "Opening Byline …"
