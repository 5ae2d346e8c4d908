"""Every sentence in which somebody speaks: not the best ones, all of them, page by page.

Articles that name the speaker are read from beginning to end, the newest first, and each sentence
is kept of which the speaker is the one who says it, by name or as "he", "she" or "the envoy".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from weakref import WeakKeyDictionary

from rag.answering.accounts import Line, line
from rag.answering.asked_all import Matter, matter_of
from rag.answering.citations import CitationList
from rag.answering.speakers import is_own_voice, name_of
from rag.grammar import parse_briefly
from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.copies import also_in
from rag.retrieval.names import aliases, country_of, pattern
from rag.retrieval.spellings import spellings, word_spellings
from rag.sentences import sentence_spans
from rag.terms import content_terms
from rag.types import Article, Statements

MOST_READ = 40
"""Articles read for one page, also where hardly any of them tells what is looked for."""
_MOST_LISTS = 32

_Key = tuple[int, str, Filter, str]
_known: WeakKeyDictionary[Library, dict[_Key, list[str]]] = WeakKeyDictionary()


def statements(
    library: Library,
    speaker: str,
    chosen: Filter,
    after: int = 0,
    most: int = 50,
    about: str | None = None,
) -> Statements:
    """One page from an article on; it ends with a whole article, so it may hold some more than
    ``most``. ``speaker`` is a person, a body or a country; with ``about`` only sentences that hold
    its names and words count."""
    speaker = speaker_in(speaker)
    names = names_of(speaker)
    matter = matter_of(about) if about else None
    ids = _naming(library, speaker, chosen, matter)
    cited = CitationList(lambda article_id, said: also_in(library, article_id, said, chosen))
    told: set[tuple[str, str]] = set()
    at = after
    for at in range(after, min(len(ids), after + MOST_READ)):
        article = library.article(ids[at])
        for found in _spoken(article, names, matter):
            if (article.id, found.text) not in told:
                words = found.speaker.subject if found.speaker else None
                citation = cited.cite(article, found.start, found.end, found.text, words)
                # Copies stand with the sentence itself, not as sentences of their own.
                told |= {(copy.article_id, citation.quote) for copy in citation.copies}
        if len(cited.all()) >= most:
            break
    read = min(len(ids), at + 1)
    return Statements(
        speaker, names, cited.all(), len(ids), read, read if read < len(ids) else None, about
    )


@lru_cache(maxsize=256)
def speaker_in(words: str) -> str:
    """The person that words such as "Russia's foreign minister, Sergei Lavrov" name; the words
    themselves where they name none."""
    if name_of(words) is None:
        return words  # "the Kishida government" is no person
    (parsed,) = parse_briefly([words])
    people = (each.text for each in parsed.entities if each.label == "PERSON")
    return next(people, words)


@lru_cache(maxsize=256)
def names_of(speaker: str) -> tuple[str, ...]:
    """The speaker as asked for, and in other spellings or under other names."""
    return tuple(dict.fromkeys((*aliases(speaker), *spellings(speaker))))


def _naming(library: Library, speaker: str, chosen: Filter, matter: Matter | None) -> list[str]:
    """The articles in which the name stands, and what it is about, the newest first. Kept for the
    pages that follow."""
    kept = _known.setdefault(library, {})
    key = (library.revision, speaker, chosen, matter.text if matter else "")
    if key not in kept:
        if len(kept) >= _MOST_LISTS:
            kept.clear()
        searches = (" ".join(_words(speaker)), *(matter.searches if matter else ()))
        named = [_holding(library, each, chosen) for each in searches]
        kept[key] = [each for each in named[0] if all(each in others for others in named[1:])]
    return kept[key]


def _holding(library: Library, words: str, chosen: Filter) -> dict[str, None]:
    """The articles with one of these words, the newest first."""
    hits = library.keyword_hits(words, library.chunk_count(), chosen)
    return dict.fromkeys(library.listing.newest_of(hit.chunk_id for hit in hits))


def _words(speaker: str) -> tuple[str, ...]:
    """The words one of which stands in every article that names the speaker: of a country all its
    names, of a person the last name."""
    if country_of(speaker) is not None:
        return aliases(speaker)
    last = speaker.split()[-1]
    return (last, *word_spellings(last)) if last[:1].isupper() else tuple(content_terms(speaker))


def _spoken(article: Article, names: tuple[str, ...], matter: Matter | None) -> Iterator[Line]:
    words = tuple({word for name in names for word in (name, name.split()[-1])})
    if any(name[:1].isupper() for name in names) and not pattern(words).search(article.text):
        return
    for index in range(len(sentence_spans(article.text))):
        read = line(article, index)
        if speaks(read, names) and (matter is None or matter.occurs_in(read.text)):
            yield read


def speaks(read: Line, names: tuple[str, ...]) -> bool:
    """Whether one of these names is who says a sentence."""
    acts = [read.speaker] if read.speaker else [act for act in read.acts if act.reports]
    return any(is_own_voice(act, name) for act in acts for name in names)
