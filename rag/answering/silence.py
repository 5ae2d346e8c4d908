"""What to say when the articles do not: what is missing, what they say instead, what was read.

"No article mentions X" is said only after the whole library was searched for X under every name
and spelling; of what was merely read, it is said that it was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.citations import CitationList
from rag.answering.mentions import Mention, mentions, speaks_anywhere
from rag.answering.premise import Otherwise
from rag.answering.quoting import indefinite, named
from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.asks import Asks
from rag.retrieval.named import Name
from rag.retrieval.names import aliases, country_of, people_of
from rag.retrieval.question import Question
from rag.retrieval.rarity import Weights
from rag.retrieval.retriever import Retrieved
from rag.retrieval.spellings import spellings
from rag.terms import terms
from rag.types import Article, Citation, Passage

_LOOKED_AT = 50
_NEAREST, _SOURCES = 3, 8
NOT_FOUND = "Not in these articles."


@dataclass(frozen=True)
class Silence:
    """Why nothing answers one question, most telling first, and what is said instead."""

    gaps: tuple[str, ...]
    instead: tuple[Mention, ...] = ()
    """The sentences whose words the gaps quote."""


def silence(
    found: Retrieved, library: Library, weights: Weights, otherwise: Otherwise | None = None
) -> Silence:
    """What the articles lack that the question is about."""
    question = found.question
    if not found.passages and not found.used.empty:
        return Silence(("No passage is left to read within the filter.",))
    missing = unmentioned(question, library)
    if missing:
        return Silence(tuple(f"No article mentions {name.text}." for name in missing))
    if not question.terms:
        return Silence(("The question holds no words to look for.",))
    if otherwise is not None:
        line = otherwise.line
        told = Mention(otherwise.article, line.start, line.end, line.text)
        return Silence((otherwise.in_words,), (told,))
    if question.actor and question.asks in (Asks.REACTION, Asks.STATEMENT):
        return _without_words(found, library, question.actor)
    return _unsaid(found, library, weights)


def unmentioned(question: Question, library: Library) -> tuple[Name, ...]:
    """The names of the question that no article of the library holds, in text or record."""
    return tuple(name for name in question.names if not _mentioned(name, library))


def unread(
    question: Question, passages: Sequence[Passage], articles: Sequence[Article] = ()
) -> tuple[str, ...]:
    """The names and numbers of the question that none of these passages and articles mentions."""
    texts = [_all_of(passage) for passage in passages] + [article.text for article in articles]
    names = [n.text for n in question.names if not any(n.occurs_in(text) for text in texts)]
    plain = [text.replace(",", "") for text in texts]
    held = " ".join(names)
    numbers = [
        each
        for each in question.numbers
        if each not in held and not any(each in text for text in plain)
    ]
    return (*names, *numbers)


def in_words(gaps: Sequence[str], found: Sequence[Retrieved], library: Library) -> str:
    """The whole reply: what is missing, what comes nearest, what was searched."""
    passages = [passage for result in found for passage in result.passages]
    parts = [NOT_FOUND, *gaps, _nearest(passages), searched(library, found[0].used)]
    return " ".join(part for part in parts if part)


def searched(library: Library, used: Filter) -> str:
    """How many articles were searched, and of which days and sources those of the library are."""
    n, whole = len(library.article_ids(used)), library.count()
    if not whole:
        return "There are no articles to search."
    first, last, undated = library.date_range()
    dates = f"dated {first} to {last}" if first and last else ""
    without = f"{undated} undated" if undated else ""
    sources = list(library.sources())
    more = f" and {len(sources) - _SOURCES} more" if len(sources) > _SOURCES else ""
    of = f"from {', '.join(sources[:_SOURCES])}{more}" if sources else ""
    held = "; ".join(each for each in (dates, without, of) if each)
    share = f"{n} of {_count(whole)}" if n < whole else _count(whole)
    return f"Searched: {share}{f' ({held})' if held else ''}."


def cited(told: Sequence[Silence]) -> tuple[Citation, ...]:
    """The sentences whose words the gaps quote, checked as every citation is."""
    cited = CitationList()
    for each in (mention for one in told for mention in one.instead):
        quote = each.article.text[each.start : each.end]
        cited.cite(each.article, each.start, each.end, quote)
    return cited.all()


def _without_words(found: Retrieved, library: Library, actor: str) -> Silence:
    """Nobody speaks for the one whose words are asked for: so far as was read, or at all."""
    names = tuple(dict.fromkeys((*aliases(actor), *spellings(actor))))
    who = named(found.question)
    country = country_of(actor)
    instead = mentions(names, found.passages, library)
    only = f"; they only mention {who}{_as(instead)}."
    if speaks_anywhere(actor, names, library, found.used) is False:
        n = len(library.article_ids(found.used))
        these, s = (f"These {n} articles", "") if n > 1 else ("This article", "s")
        only = only if n > 1 else only.replace("they only mention", "it only mentions")
        if found.question.asks is not Asks.REACTION:
            return Silence((f"{these} report{s} no words of {who}{only}",), instead)
        people = people_of(country) if country else None
        what = f"no {people} reaction" if people else f"no reaction by {who}"
        return Silence((f"{these} report{s} {what}{only}",), instead)
    if found.question.asks is not Asks.REACTION:
        return Silence((f"None of the passages read reports what {who} said of this.",))
    people = people_of(country) if country else None
    what = f"{indefinite(people)} reaction" if people else f"a reaction by {who}"
    return Silence((f"None of the passages read reports {what}{only}",), instead)


def _unsaid(found: Retrieved, library: Library, weights: Weights) -> Silence:
    question = found.question
    absent = [question.words.get(t, t) for t in question.terms if t in weights.absent]
    far = unread(question, found.passages)
    said = ["None of the passages read says this"]
    if absent:
        words = ", ".join(f"“{word}”" for word in absent)
        said.append(f"; no article uses the word {words}.")
    elif far:
        said.append(f" or mentions {_listed(far)}.")
    else:
        said.append(", although they use its words.")
    instead = tuple(
        mention
        for name in question.names[:1]
        for mention in mentions((name.text, *name.others), found.passages, library)
        if name.occurs_in(mention.phrase)  # not a part of it: the "12" of "Type 12"
    )
    if instead:
        name = question.names[0].text
        # A name without a word beside it does not tell as what it is mentioned.
        more = [each for each in instead if len(each.phrase) > len(name)]
        said.append(f" They mention {name}{_as(more)}.")
    return Silence(("".join(said),), instead)


def _as(instead: Sequence[Mention]) -> str:
    phrases = [f"“{each.phrase}”" for each in instead]
    return f" as {' and '.join(phrases)}" if phrases else ""


def _nearest(passages: Sequence[Passage]) -> str:
    best = list({p.article_id: p for p in reversed(passages)}.values())[::-1][:_NEAREST]
    return f"Nearest: {'; '.join(_labelled(p) for p in best)}." if best else ""


def _labelled(passage: Passage) -> str:
    told = [passage.source, str(passage.published)[:10] if passage.published else None]
    known = ", ".join(each for each in told if each)
    return f"“{passage.label}”" + (f" ({known})" if known else "")


def _all_of(passage: Passage) -> str:
    record = [passage.source or "", *passage.credits, str(passage.published or "")]
    return "\n".join([passage.title or "", passage.text, *record])


def _count(n: int) -> str:
    return f"{n} article{'s' if n != 1 else ''}"


def _listed(names: Sequence[str]) -> str:
    return " or ".join(names)


def _mentioned(name: Name, library: Library) -> bool:
    """Whether the library holds the name or a stand-in anywhere, in texts or records."""
    for other in name.others:
        held = terms(other)
        if held and all(library.document_frequencies(held).values()):
            return True
    wanted = name.text.casefold()
    if any(wanted in source.casefold() for source in library.sources()):
        return True
    hits = library.keyword_hits(name.text, _LOOKED_AT)
    found = library.passages([hit.chunk_id for hit in hits]).values()
    return any(name.occurs_in(f"{passage.title or ''}\n{passage.text}") for passage in found)
