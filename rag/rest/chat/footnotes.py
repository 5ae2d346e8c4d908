"""Citations in a text that knows no links: numbered footnotes below it, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from rag.documents.spans import is_web
from rag.rest.chat import chatwords
from rag.rest.routing import ARTICLES
from rag.types import Answer, Citation, plain

_BELOW = re.compile(rf"\n\n{re.escape(chatwords.SOURCES)}\n\[\d+\] .*\Z", re.DOTALL)


def footnotes(answer: Answer) -> str:
    """What stands below an answer; empty where nothing is cited."""
    if not answer.citations:
        return ""
    return "\n\n" + "\n".join([chatwords.SOURCES, *map(_footnote, answer.citations)])


def without_footnotes(text: str) -> str:
    """An answer of ours as it was before they were set below it."""
    return _BELOW.sub("", text)


def annotated(answer: Answer, place: str) -> list[dict[str, Any]]:
    """Where in the text each citation's number stands (in code points), what it opens, and the
    exact span. ``place`` is the address of this interface: what has no address of its own opens
    there."""
    return list(_annotations(answer, place))


def _annotations(answer: Answer, place: str) -> Iterator[dict[str, Any]]:
    begins = 0
    for sentence in answer.sentences:
        for n in sentence.citations:
            citation, mark = answer.citation(n), f"[{n}]"
            start = begins + sentence.text.rindex(mark)
            yield {
                "type": "url_citation",
                "url_citation": {
                    "url": _address(citation, place),
                    "title": citation.label,
                    "start_index": start,
                    "end_index": start + len(mark),
                },
                "byline": {**_span(citation), "verdict": sentence.verdict.value},
            }
        begins += len(sentence.text) + 1


def _span(citation: Citation) -> dict[str, Any]:
    names = (
        "n article_id revision start end quote source credits authors published title speaker"
    ).split()
    return {name: plain(getattr(citation, name)) for name in names}


def _address(citation: Citation, place: str) -> str:
    if citation.url and is_web(citation.url):
        return citation.url
    article = quote(citation.article_id, safe="")
    return f"{place}{ARTICLES}/{article}?revision={citation.revision}"


def _footnote(citation: Citation) -> str:
    by = citation.source or ", ".join(citation.credits) or chatwords.UNKNOWN
    when = plain(citation.published) or chatwords.UNDATED
    parts = [f"“{' '.join(citation.quote.split())}”", by, when, " ".join(citation.label.split())]
    if citation.url and is_web(citation.url):
        parts.append(citation.url)
    return f"[{citation.n}] {' · '.join(parts)}"
