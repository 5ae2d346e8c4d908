"""The reader pane: one whole article, with the exact words that were cited marked in it.

Offsets count code points and are cut here, in Python, so the browser never has to convert them:
the marked text is the citation's quote, character for character.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from rag.markup import Html, join, tag
from rag.page import shelfwords, words
from rag.page.about import about, notice
from rag.page.links import Mark, is_web
from rag.sentences import paragraph_spans
from rag.types import Article, Dossier


def article_pane(held: Dossier, mark: Mark | None, also: Sequence[Mark] = ()) -> Html:
    """Everything in the pane. Marks that do not fit the text are left out, never bent to fit."""
    article = held.article
    fits = [other for other in also if _fits(other, article)]
    shown = mark if mark is not None and _fits(mark, article) else None
    return join(
        [
            tag("p", _origin(article), class_="origin", dir="auto"),
            tag("h2", article.label, id="reader-title", tabindex=-1, dir="auto"),
            notice(held),
            _particulars(article, (1 if shown and shown.n else 0) + len(fits)),
            about(held),
            tag(
                "div", *_paragraphs(article.text, shown, fits), class_="text", lang=article.language
            ),
        ]
    )


def _fits(mark: Mark, article: Article) -> bool:
    return 0 <= mark.start < mark.end <= len(article.text)


def _origin(article: Article) -> str:
    author = words.by(article.authors) or "no author named"
    first = words.origin(article.source, article.credits, article.published, ())
    return f"{first} · {author}"


def _particulars(article: Article, cited: int) -> Html:
    dated = article.found.get("published") if article.published else None
    rows = [
        words.count(cited, "passage") + " cited" if cited else None,
        f"date from {dated}" if dated else None,
        f"from {shelfwords.place(article.location)}",
        None if article.title else "no title of its own; this is its file's name",
    ]
    line = " · ".join(row for row in rows if row)
    return tag("p", line, " · ", _original(article), class_="particulars", dir="auto")


def _original(article: Article) -> Html:
    if not article.url or not is_web(article.url):
        return tag("span", "original link unknown")
    return tag(
        "a",
        "open the original",
        tag("span", f" at {urlsplit(article.url).hostname} (new tab)", class_="host"),
        href=article.url,
        target="_blank",
        rel="noopener noreferrer",
    )


def _paragraphs(text: str, mark: Mark | None, also: Sequence[Mark]) -> Iterator[Html]:
    """Each with the line breaks that follow it, so that the pieces add up to the whole text."""
    starts = [span.start for span in paragraph_spans(text)]
    for at, following in zip(starts, [*starts[1:], len(text)], strict=True):
        pieces = _pieces(text, at, following, mark, also)
        yield tag("p", *pieces, dir="auto")


def _pieces(
    text: str, start: int, end: int, mark: Mark | None, also: Sequence[Mark]
) -> Iterator[Html | str]:
    marks = [*([mark] if mark else []), *also]
    borders = {start, end}
    for one in marks:
        # Inside the cited words nothing is cut: they stay one piece.
        borders |= {at for at in (one.start, one.end) if start < at < end and not _inside(at, mark)}
    cuts = sorted(borders)
    for left, right in pairwise(cuts):
        around = next((one for one in marks if one.start <= left and right <= one.end), None)
        piece = text[left:right]
        yield piece if around is None else _marked(piece, around, around is mark)
        yield from (_number(one) for one in marks if one.n is not None and left < one.end <= right)


def _inside(at: int, mark: Mark | None) -> bool:
    return mark is not None and mark.start < at < mark.end


def _marked(piece: str, mark: Mark, cited: bool) -> Html:
    return tag("mark", piece, class_="cited" if cited else "also", data_n=mark.n)


def _number(mark: Mark) -> Html:
    return tag("sup", str(mark.n), title=f"cited as {mark.n}")
