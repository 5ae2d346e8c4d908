"""Whether a question asks for news, and how close articles are to the day of asking.

Closeness helps those who ask about the last days and misleads those who ask about the past in
general. So it counts only for questions that ask for news: by a cue ("this week", "recently"), or
by telling shortly what happened, without naming a day of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from rag.grammar import Parse, parse_question
from rag.library.filters import Filter
from rag.retrieval.lengthy import is_lengthy
from rag.retrieval.pool import Floats
from rag.retrieval.when.asked import AskedDate, Binding

PACES = {"days": 4.0, "weeks": 14.0, "months": 90.0}
"""Days after which closeness has fallen to 1/e, at each pace."""
NEWEST = 60.0
"""Days after which closeness to the newest that fits has fallen so far."""
_FITS = 0.7
"""The share of the best fit from which on a candidate may be the newest that fits."""
RECENT = 10
"""Days before the day of asking that are searched for themselves."""
_AHEAD = 1
"""Days after it that an article may bear: newsrooms lie in other time zones."""
_HAPPENED = frozenset({"VBD", "VBN", "VBG"})
_IMPENDING = re.compile(
    r"\b(?:soon|upcoming|likely|expected to|considering|next"
    r"|new (?:poll|survey|study|report|law))\b",
    re.IGNORECASE,
)
"""What is about to happen, or just came out, is asked of the latest report."""


def asks_news(text: str, dates: Iterable[AskedDate]) -> bool:
    """Whether a question asks for what has just happened, as far as its words tell."""
    found = tuple(dates)
    if any(each.binding is Binding.SUGGESTED or each.counted for each in found):
        return True
    if any(each.binding is Binding.DEMANDED for each in found):
        return False
    # A sentence of many clauses looks back at several reports; several short ones tell of one.
    if is_lengthy(text):
        return False
    return _IMPENDING.search(text) is not None or _tells(parse_question(text))


def just_now(each: AskedDate, asked: date) -> bool:
    """Whether a date counted from the day of asking lies in the last days: closeness ranks it."""
    since = each.period.since
    return each.counted and since is not None and since >= asked - timedelta(days=RECENT)


def _tells(parsed: Parse) -> bool:
    """ "X has bought Y", "who won ...", "is erupting": something happened or goes on."""
    verbs = [t for t in parsed.tokens if t.pos in ("VERB", "AUX")]
    return any(t.tag in _HAPPENED or t.lemma == "will" for t in verbs) or any(
        t.tag == "VBD" for t in parsed.tokens
    )


def recent(chosen: Filter, asked: date) -> Filter | None:
    """A filter for what appeared just before the day of asking; None when the reader set days."""
    if chosen.dated:
        return None
    since, until = asked - timedelta(days=RECENT), asked + timedelta(days=_AHEAD)
    return replace(chosen, since=since, until=until)


def closeness(
    days: NDArray[np.int32], fits: NDArray[np.floating], asked: date
) -> dict[str, Floats]:
    """Each pace as ``(candidates,)``, from 0 to 1; 0 for the undated and for what came later.

    ``fits`` is how well each fits. "newest" counts back from the newest that fits well, so that it
    says the same of a library that ended long before the day of asking.
    """
    age = asked.toordinal() - days
    counts = (days > 0) & (age >= -_AHEAD)
    ages = np.maximum(age, 0).astype(np.float32)

    def fallen(ages: Floats, pace: float) -> Floats:
        return np.where(counts, np.exp(-ages / np.float32(pace)), np.float32(0))

    close = {name: fallen(ages, pace) for name, pace in PACES.items()}
    newest = ages[counts & (fits >= _FITS * fits.max(initial=0.0))].min(initial=np.inf)
    after = np.maximum(ages - newest, 0) if np.isfinite(newest) else np.full_like(ages, np.inf)
    return close | {"newest": fallen(after, NEWEST)}
