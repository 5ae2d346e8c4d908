"""Those who speak, side by side: an answer's sentences by speaker, and whether the speakers differ.

Only where a question compares: it names several who speak, asks whether people agree, or is
answered by yes or no and people answer both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.answering.disagreement.spots import Spot
from rag.answering.disagreement.stances import Sides, sides_taken, views_taken
from rag.answering.draft import Draft
from rag.answering.speakers import same_speaker
from rag.bylines import listed
from rag.retrieval.asks import Asks
from rag.retrieval.question import Question
from rag.types import Account, Citation, Sentence


def taken(questions: Sequence[Question], spots: Sequence[Spot]) -> Iterator[Sides]:
    """For each question that compares the sentences on either side, where there are both."""
    for question in questions:
        if (found := _sides(question, spots)) is not None:
            yield found


def accounts(draft: Draft, questions: Sequence[Question], *, differ: bool) -> tuple[Account, ...]:
    """The sentences by who speaks, each voice where its first stands; none where one voice speaks,
    or nothing is compared."""
    if not differ and not any(len(q.sides) > 1 or q.voices for q in questions):
        return ()
    by_number = {each.n: each for each in draft.citations}
    groups: dict[tuple[str | None, str], list[int]] = {}
    for at, sentence in enumerate(draft.sentences):
        cited = [by_number[n] for n in sentence.citations if n in by_number]
        groups.setdefault(_voice(cited, list(groups)), []).append(at)
    if len([who for who, _ in groups if who]) < (1 if differ else 2) or len(groups) < 2:
        return ()
    named = _fullest(draft, groups)
    made = []
    for key, own in groups.items():
        places = _as_written(draft, by_number, own)
        numbers = _numbers([draft.sentences[at] for at in places])
        made.append(Account(named[key], tuple(places), numbers))
    return tuple(made)


def _sides(question: Question, spots: Sequence[Spot]) -> Sides | None:
    if question.asks is Asks.YES_OR_NO and (found := sides_taken(question, spots)):
        return found
    compares = len(question.sides) > 1 or question.voices
    return views_taken([spot for spot in spots if spot.speaker]) if compares else None


def _as_written(draft: Draft, by_number: dict[int, Citation], own: Sequence[int]) -> list[int]:
    """One article's sentences in its own order: "it added" stands behind what it adds to."""
    spots = {}
    for at in own:
        cited = [by_number[n] for n in draft.sentences[at].citations if n in by_number]
        spots[at] = (cited[0].article_id, cited[0].start) if cited else ("", at)
    articles = list(dict.fromkeys(article for article, _ in spots.values()))
    return sorted(own, key=lambda at: (articles.index(spots[at][0]), spots[at][1]))


def _voice(
    cited: Sequence[Citation], known: Sequence[tuple[str | None, str]]
) -> tuple[str | None, str]:
    """Whose voice a sentence is: that of one who was heard before, a new one, or its article's."""
    who = _speaker(cited)
    if who is None:
        return None, cited[0].article_id if cited else ""
    before = (key for key in known if key[0] and same_speaker(key[0], who))
    return next(before, (who, ""))


def _speaker(cited: Sequence[Citation]) -> str | None:
    """Who speaks in a sentence; all of them where it joins several."""
    found: list[str] = []
    for each in cited:
        if each.speaker and not any(same_speaker(each.speaker, other) for other in found):
            found.append(each.speaker)
    return listed(found) if found else None


def _fullest(
    draft: Draft, groups: dict[tuple[str | None, str], list[int]]
) -> dict[tuple[str | None, str], str | None]:
    """Each voice by the longest words for it."""
    by_number = {each.n: each for each in draft.citations}
    named: dict[tuple[str | None, str], str | None] = {}
    for key, places in groups.items():
        numbers = (n for at in places for n in draft.sentences[at].citations)
        words = [_speaker([by_number[n]]) for n in numbers if n in by_number]
        called = [each for each in words if each and key[0] and same_speaker(each, key[0])]
        named[key] = max(called, key=len, default=key[0])
    return named


def _numbers(sentences: Sequence[Sentence]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(n for each in sentences for n in each.citations))
