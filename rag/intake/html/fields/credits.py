"""Agencies and papers that a page's text is credited to, by the lines at its ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag import agencies
from rag.intake import attribution
from rag.intake.html.fields.about import About
from rag.intake.html.fields.said import Said, clean, folded

_ENDS = 3
_LONGEST_LINE = 320
_RIGHTS = re.compile(
    rf"(?:copyright\s)?(?:©|\(c\)|copyright)\s?(?:copyright\s)?(?:(?:19|20)\d\d,?\s)?"
    r"(?:by\s)?(?:the\s)?"
    rf"(?P<name>{agencies.PATTERN})\b.{{0,240}}",
    re.IGNORECASE,
)
_REPUBLISHED = re.compile(
    r"(?:this|the)\s(?:article|story|piece|post|report|essay|column)\s(?:was|is|has been|first"
    r"|originally)\s(?:(?:first|originally|also|being)\s){0,2}(?:published|republished|appeared|produced|reported)"
    r"\s(?:here\s)?(?:by|in|on|at|from)\s(?P<name>[^.;:()\n]{2,60})(?P<rest>.{0,240})",
    re.IGNORECASE,
)
_NAME_ENDS = re.compile(
    r"\s(?:on|in|and|under|as|with|for|at|where|which|is|via)\s.*|,.*", re.DOTALL | re.IGNORECASE
)
_TONGUES = frozenset(
    "english spanish french german italian russian arabic chinese japanese".split()
)


def credited(
    about: About, paragraphs: Sequence[str], outlets: frozenset[str]
) -> tuple[list[str], dict[str, str]]:
    """The paragraphs without an agency's copyright line, and each credit with how it was found."""
    found: dict[str, str] = {}
    kept = list(paragraphs)
    while len(kept) > 1 and (name := _rights(kept[-1])):
        found[name] = f"“{kept.pop()[:80]}”"
    for paragraph in (*kept[:2], *kept[-_ENDS:]):
        name = _republished(paragraph)
        if name:
            found.setdefault(name, f"“{paragraph[:120]}”")
    for said in _told(about):
        found.setdefault(said.value, said.how)
    return kept, {name: how for name, how in found.items() if folded(name) not in outlets}


def _rights(line: str) -> str | None:
    match = _RIGHTS.fullmatch(line) if len(line) <= _LONGEST_LINE else None
    return agencies.known(match["name"]) if match else None


def _republished(line: str) -> str | None:
    """The paper of ``This article was originally published by The Paper.``"""
    match = _REPUBLISHED.match(line) if len(line) <= _LONGEST_LINE else None
    if not match:
        return None
    name = _NAME_ENDS.sub("", match["name"]).strip(" \"'“”‘’")
    plain = name.removeprefix("the ").strip()
    if not plain[:1].isupper() or any(char.isdigit() for char in plain) or len(plain) > 50:
        return None
    return None if plain.casefold() in _TONGUES else agencies.known(plain) or plain


def _told(about: About) -> Iterator[Said[str]]:
    """Whom the article's JSON-LD says its text was made or provided by."""
    for field in ("sourceOrganization", "provider"):
        for value in about.values(field):
            name = clean(value.get("name") if isinstance(value, dict) else value)
            if name and len(name) <= 80 and "://" not in name and not attribution.role(name):
                yield Said(agencies.known(name) or name, f"JSON-LD {field}")
    for mark in ("dateline", "source", "article:source"):
        for text in about.signals.said(mark)[:1]:
            if agency := agencies.known(text):
                yield Said(agency, f"meta {mark}")
