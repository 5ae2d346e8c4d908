"""How many kills, with which seed, and where they came."""

from __future__ import annotations

import os
from collections import Counter

KILLS = int(os.environ.get("RAG_KILLS", "30"))
SEED = os.environ.get("RAG_KILLS_SEED", "byline")

landed: Counter[str] = Counter()
"""Kills by the step they came at."""
