"""The first person: an answer tells what articles say and has no "I" of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
_SELF = re.compile(r"\b(?:[Mm]e|[Mm]y|[Mm]yself|[Mm]ine)\b")
_I = re.compile(r"(?:(\S+) )?\bI(?: (?=[a-z])|['’](?:m|ve|d|ll)\b)")


def own_voice(text: str, sources: Sequence[str]) -> str | None:
    """Says so where a sentence speaks of itself outside quotations and no span does.

    "World War I began" is a number, as is any "I" behind a name. Texts are plain ones.
    """
    if not _speaks(_QUOTED.sub(" ", text)) or any(_speaks(source) for source in sources):
        return None
    return "speaks in the first person, which the passage it cites does not"


def _speaks(text: str) -> bool:
    of_itself = any(not (m[1] and m[1][:1].isupper()) for m in _I.finditer(text))
    return of_itself or _SELF.search(text) is not None
