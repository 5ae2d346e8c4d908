"""Authors that a question names as the source of what it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.retrieval.names import country_of
from rag.retrieval.outlet_names import folded

RUN = r"[A-Z][\w.&’'-]{0,30}(?: (?:of |and )?[A-Z][\w.&’'-]{0,30}){0,4}"
"""Words with capitals, as a name has them."""
_BY = re.compile(
    r"\b(?:articles?|reports?|story|stories|pieces?|columns?|texts?|analysis|essays?|interviews?"
    rf"|written|authored)(?: [a-z]+){{0,3}} by (?P<by>{RUN})"
    rf"|(?P<of>{RUN})['’]s? (?:own |latest |first )?(?:articles?|reports?|story|stories|pieces?"
    rf"|columns?|analysis|essays?)\b|\b[Ww]hat (?:did|does|has) (?P<did>{RUN}) (?:write|written)\b"
)


def asked_author(question: str) -> str | None:
    """The name behind "the article by": an author, if any article found is by them."""
    match = _BY.search(question)
    name = match and (match["by"] or match["of"] or match["did"])
    return re.sub(r"['’]s?$", "", name) if name and country_of(name) is None else None


def is_author(name: str, authors: Iterable[str]) -> bool:
    """Whether one of the authors has this name, or this surname."""
    wanted = folded(name).split()
    return any(
        wanted and (wanted == own[-len(wanted) :] or (wanted[0], wanted[-1]) == (own[0], own[-1]))
        for author in authors
        if (own := folded(author).split())
    )
