"""What to say when the articles do not: what is missing, and what there is instead."""

from __future__ import annotations

from rag.answering.quoting import indefinite, named
from rag.library.library import Library
from rag.retrieval.asks import Asks
from rag.retrieval.named import Name
from rag.retrieval.names import country_of, people_of
from rag.retrieval.question import Question
from rag.retrieval.rarity import Weights
from rag.terms import terms

_LOOKED_AT = 50
NOT_FOUND = "Not in these articles."


def gaps(question: Question, library: Library, weights: Weights) -> tuple[str, ...]:
    """What the articles lack that the question is about, most telling first."""
    missing = unmentioned(question, library)
    if missing:
        return tuple(f"No article mentions {name.text}." for name in missing)
    if not question.terms:
        return ("The question holds no words to look for.",)
    if question.actor and question.asks in (Asks.REACTION, Asks.STATEMENT):
        return (_no_words(question),)
    absent = [question.words.get(term, term) for term in question.terms if term in weights.absent]
    if absent:
        words = ", ".join(f"“{word}”" for word in absent)
        return (f"None of the passages read says this; no article uses the word {words}.",)
    return ("None of the passages read says this, although they use its words.",)


def unmentioned(question: Question, library: Library) -> tuple[Name, ...]:
    """The names of the question that no article of the library holds, in text or record."""
    return tuple(name for name in question.names if not _mentioned(name, library))


def _no_words(question: Question) -> str:
    actor = named(question)
    if question.asks is not Asks.REACTION:
        return f"None of the passages read reports what {actor} said of this."
    country = country_of(question.actor or "")
    people = people_of(country) if country else None
    what = f"{indefinite(people)} reaction" if people else f"a reaction by {actor}"
    return f"None of the passages read reports {what}; they only mention {actor}."


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
