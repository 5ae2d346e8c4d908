"""Questions about the articles themselves: who wrote one, when it appeared, what there is.

The answer is in an article's record, not in its text. Each sentence cites the article's opening
sentence, so that one click opens the article with its record above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.lengthy import is_lengthy
from rag.retrieval.question import Question
from rag.sentences import sentence_spans
from rag.terms import content_terms
from rag.types import Article, Moment

SHOWN = 5


@dataclass(frozen=True)
class Statement:
    """One sentence about an article's record, or about the library (article None)."""

    text: str
    article: Article | None = None
    quotes: bool = False
    """Whether the text is the article's own opening sentence."""


@dataclass(frozen=True)
class Reply:
    """Statements that answer, or the gap that says why they do not."""

    statements: tuple[Statement, ...] = ()
    gap: str | None = None


_GREETING = re.compile(
    r"^(?:who are you|hi|hello|hey|good (?:morning|afternoon|evening)|greetings|thanks?(?: you)?)\b"
    r"[\w ,!.]{0,24}$",
    re.IGNORECASE,
)
_LIBRARY = re.compile(
    r"^(?:what(?:'s| is| can i find)? (?:there )?in (?:here|this (?:library|collection))"
    r"|what (?:can (?:i|you)|do you) (?:ask|do|know|have|answer|cover)\b.{0,40}"
    r"|(?:what|which) (?:articles|texts|documents|topics|subjects) (?:are|do|have|is)\b.{0,40}"
    r"|(?:what|which) (?:dates?|period|years|time) (?:do|does|is|are)\b.{0,30}"
    r"\b(?:cover|span|from)\w*"
    r"|(?:tell me )?about (?:this|the) (?:library|collection)|help)\s*[?.!]*$",
    re.IGNORECASE,
)
_LATEST = re.compile(
    r"^(?:(?:what(?:'s| is| are)|show(?: me)?|give me)\s+)?(?:the )?"
    r"(?:latest|newest|most recent|recent)"
    r"(?: news| articles?| reports?| stories| headlines)?\s*[?.!]*$|^what(?:'s| is) new\s*\??$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(?:what(?:'s| is) new|(?:the )?(?:latest|newest|most recent|recent)(?: news)?|news"
    r"|everything|all(?: the)? (?:news|articles)|an? (?:overview|summary)"
    r"|summari[sz]e(?: the (?:articles|news))?"
    r"|which articles? (?:mentions?|credits?|(?:is|are) (?:about|from))"
    r"|what articles (?:mention|credit|are about))"
    r"\s*(?:about|on|of|for|from|with|in)?\s+(?P<about>[^?]+)\??$",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"^summari[sz]e(?: (?:the|these|all)(?: the)? (?:articles|news))?\W*$", re.IGNORECASE
)
_OLDEST = re.compile(
    r"\b(?P<which>oldest|earliest|first|newest|latest|most recent)\b.{0,20}"
    r"\b(?:article|report|text)\b(?!s? about| on | of )",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\bhow many (?:articles|texts|reports|stories)\b(?P<rest>.*)", re.IGNORECASE
)
_SOURCES = re.compile(
    r"\b(?:which|what) (?:outlets?|sources?|agenc(?:y|ies)|newspapers?|publishers?)\b"
    r".*\b(?:here|there|have|library|collection|come from|included|used|articles)\b"
    r"|\bwhere do (?:the|these) articles come from",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"\bwho (?:wrote|authored|is the author|are the authors|was the author)\b|\bauthors? of\b"
    r"|\bwho is (?:named|given) as (?:the )?author",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:when|what (?:date|day|year)|which (?:date|day|year)|date)\b"
    r".*\b(?:article|report|story|piece|text)\b.*\b(?:published|written|posted|appear|dated|from)\b"
    r"|\b(?:publication date|date of publication|published date)\b"
    r"|\bwhen (?:was|did) (?:the )?[“\"'‘].+[”\"'’] (?:published|appear)",
    re.IGNORECASE,
)
_OUTLET = re.compile(
    r"\b(?:who|which|what)(?: (?:outlet|source|paper|newspaper|agency|publisher))? "
    r"(?:published|printed|ran|is (?:credited|the (?:source|publisher|outlet)))\b",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"\bwhat (?:did|has|articles did|articles has|else did) (?P<who>.+?) (?:write|written|wrote)\b"
    r"|\barticles? (?:(?:are|were) )?(?:written )?by (?P<by>.+?)\s*\??$",
    re.IGNORECASE,
)
_ASIDE = frozenset(
    content_terms(
        "article report text story piece author authors write wrote written publish published date "
        "publication day year appear posted dated outlet source paper newspaper agency publisher "
        "credited named given title titled called entitled headline headlined"
    )
)


def reply(question: Question, library: Library, chosen: Filter) -> Reply | None:
    """The answer from the records; None when the question is not about them."""
    text = question.text.strip()
    if _GREETING.match(text) or _LIBRARY.match(text):
        return Reply((Statement(_in_words(library)),))
    if is_lengthy(text):
        return None  # "the first article" of many clauses is one that the question told of
    if _LATEST.match(text) or _SUMMARY.match(text):
        return openings(dated(library.articles(chosen))[:SHOWN])
    if wide := _ABOUT.match(text):
        return _overview(wide["about"], library, chosen)
    if wrote := _WROTE.search(text):
        by = _by_author((wrote["who"] or wrote["by"]), library.articles(chosen))
        if by is not None:
            return by
    if counted := _HOW_MANY.search(text):
        return _count(question, counted["rest"], library, chosen)
    if _SOURCES.search(text):
        return Reply((Statement(_sources(library)),))
    if oldest := _OLDEST.search(text):
        return _at_the_end(oldest["which"].lower(), dated(library.articles(chosen)))
    for rule, about in ((_AUTHOR, _author), (_PUBLISHED, _published), (_OUTLET, _outlet)):
        if rule.search(text):
            article = _meant(question, library, chosen)
            return about(article) if article else None
    return None


def day(moment: Moment | None) -> str:
    """A publication time as a reader says it: "6 March 2022, 15:45 +09:00"; "undated"."""
    if moment is None:
        return "undated"
    words = f"{moment.day} {moment:%B} {moment.year}"
    if isinstance(moment, datetime):
        words += f", {moment:%H:%M} {moment:%Z}".rstrip()
    return words


def _in_words(library: Library) -> str:
    first, last, undated = library.date_range()
    n = library.count()
    if n == 0:
        return "There are no articles here yet. Add some with `rag ingest YOUR_ARTICLES`."
    words = f"This library holds {n} article{'s' if n != 1 else ''}"
    if first and last:
        words += (
            f", dated from {day(first)} to {day(last)}" if first != last else f" of {day(first)}"
        )
    if undated:
        words += f" ({undated} undated)" if first else ", undated"
    titles = [a.label for a in library.articles()[:3]]
    return f"{words}. Among them: {'; '.join(f'“{t}”' for t in titles)}. Ask what they report."


def _sources(library: Library) -> str:
    sources = library.sources()
    if not sources:
        return "No article here names an outlet or credits an agency."
    named = ", ".join(f"{name} ({n})" for name, n in sorted(sources.items(), key=lambda r: -r[1]))
    return f"These outlets and credits are named: {named}."


def dated(articles: Sequence[Article]) -> list[Article]:
    return sorted(
        (a for a in articles if a.published), key=lambda a: (_day(a.published), a.id), reverse=True
    )


def _day(moment: Moment | None) -> date:
    if isinstance(moment, datetime):
        return moment.date()
    return moment or date.min


def openings(articles: Sequence[Article]) -> Reply:
    if not articles:
        return Reply(gap="No article here has a date, so none is known to be the latest.")
    return Reply(tuple(Statement(opening(a), a, quotes=True) for a in articles))


def _overview(about: str, library: Library, chosen: Filter) -> Reply | None:
    """The openings of the articles on something, newest first; None when there are none."""
    wanted = set(content_terms(about))
    if not wanted:
        return None
    matching = [a for a in library.articles(chosen) if wanted <= _said_in(a)]
    titled = [a for a in matching if wanted & set(content_terms(a.title or ""))]
    return openings((titled or matching)[:SHOWN]) if matching else None


def _said_in(article: Article) -> set[str]:
    record = [article.title or "", article.source or "", *article.credits, *article.authors]
    return set(content_terms("\n".join([*record, article.text])))


def opening(article: Article) -> str:
    """The article's first sentence."""
    first = sentence_spans(article.text)[0]
    return article.text[first.start : first.end]


def _at_the_end(which: str, articles: Sequence[Article]) -> Reply:
    if not articles:
        return Reply(gap="No article here has a date.")
    old = which in ("oldest", "earliest", "first")
    article = articles[-1] if old else articles[0]
    word = "earliest" if old else "latest"
    return _one(
        article, f"The {word} dated article is “{article.label}”, {day(article.published)}."
    )


def _count(question: Question, rest: str, library: Library, chosen: Filter) -> Reply:
    articles = library.articles(chosen)
    names = [name for name in question.names if name.text in rest]
    if not names:
        return Reply((Statement(f"There are {len(articles)} articles here."),))
    holding = [a for a in articles if all(n.occurs_in(f"{a.title or ''}\n{a.text}") for n in names)]
    named = " and ".join(name.text for name in names)
    share = f"{len(holding)} of {len(articles)} articles"
    return Reply((Statement(f"{share} mention {named}."),))


def _by_author(who: str, articles: Sequence[Article]) -> Reply | None:
    wanted = who.strip(" ?.").casefold().removeprefix("the ")
    known = {author.casefold() for a in articles for author in a.authors}
    if wanted not in known:
        return None
    written = [a for a in articles if wanted in (author.casefold() for author in a.authors)]
    return Reply(
        tuple(
            Statement(f"“{a.label}” ({day(a.published)}) is by {', '.join(a.authors)}.", a)
            for a in written[:SHOWN]
        )
    )


def _meant(question: Question, library: Library, chosen: Filter) -> Article | None:
    """The article whose title, then text, is nearest to what the question says of it."""
    wanted = [t for t in content_terms(question.text) if t not in _ASIDE]
    if not wanted:
        return None
    hits = library.keyword_hits(question.text, 40, chosen)
    passages = library.passages([hit.chunk_id for hit in hits])
    best: tuple[float, str, int] | None = None
    for rank, passage in enumerate(passages.values()):
        title = set(content_terms(passage.title or passage.text[:160]))
        held = sum(t in title for t in wanted) / len(wanted)
        share = sum(t in wanted for t in title) / len(title) if title else 0.0
        body = set(content_terms(passage.text))
        inside = sum(t in body for t in wanted) / len(wanted)
        score = max(held + 0.5 * share, 0.7 * inside) - 0.002 * rank
        if best is None or score > best[0]:
            best = (score, passage.article_id, passage.revision)
    return library.article(best[1], best[2]) if best and best[0] >= 0.45 else None


def _one(article: Article, text: str) -> Reply:
    return Reply((Statement(text, article),))


def _author(article: Article) -> Reply:
    if not article.authors:
        return Reply(gap=f"“{article.label}” names no author.")
    return _one(article, f"“{article.label}” names {' and '.join(article.authors)} as its author.")


def _published(article: Article) -> Reply:
    if article.published is None:
        return Reply(gap=f"“{article.label}” carries no date.")
    return _one(article, f"“{article.label}” is dated {day(article.published)}.")


def _outlet(article: Article) -> Reply:
    credited = f"credits {' and '.join(article.credits)}" if article.credits else ""
    if article.source:
        words = f"was published by {article.source}" + (f" and {credited}" if credited else "")
        return _one(article, f"“{article.label}” {words}.")
    if credited:
        return _one(article, f"“{article.label}” {credited}; its publisher is unknown.")
    return Reply(gap=f"“{article.label}” names neither an outlet nor a credit.")
