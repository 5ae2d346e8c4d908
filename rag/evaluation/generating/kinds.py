"""The kinds of questions that a collection gives without a model, each a stream of gold rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import islice
from typing import Any

from rag.evaluation.generating.cloze import Cloze, clozes, may_be_asked
from rag.evaluation.generating.drawn import Drawing, Drawn
from rag.evaluation.questions import Gold, GoldSpan
from rag.grammar import parse_all, parse_briefly
from rag.types import Article


def gold(kind: str, question: str, **fields: Any) -> Gold:
    """A question with an id of its own words, so that the same one is known again."""
    digest = sha256(question.encode("utf-8", "replace")).hexdigest()[:10]
    return Gold(f"{kind.replace(' ', '-')}-{digest}", kind, question, **fields)


def _read(what: str, drawing: Drawing) -> Iterator[Drawn]:
    """Sentences as they are drawn, their grammar read some at a time."""
    drawn = drawing.sentences(what)
    while some := list(islice(drawn, _AT_ONCE)):
        parse_briefly([each.text for each in some if may_be_asked(each.text)])
        yield from some


_AT_ONCE = 50


# --- answered -----------------------------------------------------------------------------


def cloze(drawing: Drawing) -> Iterator[Gold]:
    """Names, numbers and dates, asked of the sentence that holds them; gaps only now and then,
    and where nothing better is left."""
    for found, drawn in _asked("cloze", drawing, gap_after=10):
        yield _of_cloze(found, drawn)


def _asked(what: str, drawing: Drawing, gap_after: int) -> Iterator[tuple[Cloze, Drawn]]:
    """Sentences as questions, as they are drawn; of so many sentences one with a gap, the others
    of these at the end."""
    gaps: list[tuple[Cloze, Drawn]] = []
    for number, drawn in enumerate(_read(what, drawing)):
        found = next(clozes(drawn), None)
        if found is not None and found.form == "gap":
            gaps.append((found, drawn))
        elif found is not None:
            yield found, drawn
        if gaps and number % gap_after == 0:
            yield gaps.pop(0)
    yield from gaps


def _of_cloze(cloze: Cloze, drawn: Drawn) -> Gold:
    return gold(
        "cloze",
        cloze.question,
        expected=((cloze.answer,),),
        article_ids=(drawn.article.id,),
        spans=(GoldSpan(drawn.article.id, drawn.text),),
        answers=(cloze.answer,),
        note=f"asked by rule: {cloze.form}",
    )


def attribution(drawing: Drawing) -> Iterator[Gold]:
    """An excerpt, and what is asked of its article: title, outlet, day, address.

    A citation of the right article tells title, outlet and address, so citing it is right; a day
    is asked for as such and must be said. ``answers`` holds the words in any case.
    """
    asked = dict.fromkeys(_ATTRIBUTED, 0)
    for drawn in drawing.sentences("attribution"):
        told = {what: _ATTRIBUTED[what][1](drawn.article) for what in _ATTRIBUTED}
        what = min((each for each in told if told[each]), key=asked.__getitem__, default=None)
        if what is None:
            continue
        asked[what] += 1
        yield gold(
            "attribution",
            _ATTRIBUTED[what][0].format(f"“{drawn.text.strip('“”')}”"),
            expected=(told[what],) if what == "day" else (),
            article_ids=(drawn.article.id,),
            spans=(GoldSpan(drawn.article.id, drawn.text),),
            answers=told[what],
            note=f"asked for its {what}",
        )


def _days(article: Article) -> tuple[str, ...]:
    day = article.published
    if day is None:
        return ()
    day = date(day.year, day.month, day.day)
    return (f"{day.day} {day:%B %Y}", f"{day:%B} {day.day}, {day.year}", day.isoformat())


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


_ATTRIBUTED: Mapping[str, tuple[str, Callable[[Article], tuple[str, ...]]]] = {
    "title": ("Which article says {}?", lambda article: _one(article.title)),
    "outlet": ("Which outlet reported {}?", lambda article: _one(article.source)),
    "day": ("When was the article published that says {}?", _days),
    "address": ("At which address is the article that says {}?", lambda article: _one(article.url)),
}


# --- not answered -------------------------------------------------------------------------


def removed(drawing: Drawing) -> Iterator[Gold]:
    """What one article alone says, asked of the library without it."""
    for found, drawn in _asked("removed", drawing, gap_after=30):
        if _only(drawing, drawn, found):
            yield gold(
                "removed",
                found.question,
                answerable=False,
                absent=(drawn.article.id,),
                note=f"only '{drawn.article.label}' says it: {found.answer}",
            )


def _only(drawing: Drawing, drawn: Drawn, cloze: Cloze) -> bool:
    """No other article tells the same: none that is about most of what is asked, in whatever words,
    and none that has the answer and is about half of it. Copies and other reports have both."""
    about = drawing.told.share(cloze.question)
    about[drawing.place(drawn.article)] = 0
    answering = drawing.told.holding(cloze.answer)
    return bool(about.max() < _SAME and about[answering].max(initial=0) < _SAME_ANSWERED)


_SAME, _SAME_ANSWERED = 0.8, 0.5
"""Shares of a question's matter from which on another article may answer it."""

_UNSAID: Mapping[str, str] = {
    "How old is {}?": r"\bage[ds]?\b|\bold\b|\bborn\b|birthday|-year-old|, \d\d,",
    "In which town was {} born?": r"\bborn\b|birthplace|\bnative\b|home ?town|\bgrew up\b",
    "To whom is {} married?": r"married|\bwife\b|husband|spouse|\bwed\b|widow|partner",
    "Which university did {} attend?": r"universit|college|stud(?:y|ied)|graduat|degree|school",
    "How many children does {} have?": r"\bchild|\bsons?\b|daughters?\b|\bfather|\bmother|parent",
    "How much does {} earn in a year?": r"salar|earn|wage|income|\bpaid\b|\bpay\b",
}
"""What may be asked of anybody, and the words without which nobody says it."""


def near_miss(drawing: Drawing) -> Iterator[Gold]:
    """A person of the collection with a fact that no article near the name can hold."""
    people, questions = _people(drawing), list(_UNSAID)
    drawing.chance("near miss").shuffle(people)

    @cache
    def says(place: int, question: str) -> bool:
        return re.search(_UNSAID[question], drawing.told.text(place)) is not None

    for number in range(len(people) * len(questions)):  # each person once, then again
        turn, at = divmod(number, len(people))
        name, question = people[at], questions[(at + turn) % len(questions)]
        if not any(says(place, question) for place in drawing.told.holding(name.split()[-1])):
            yield gold(
                "near miss",
                question.format(name),
                answerable=False,
                near_miss=True,
                note=f"the articles name {name} and do not say this",
            )


def _people(drawing: Drawing) -> list[str]:
    """Names of two words and more that some article tells as a person's."""
    texts = [drawn.text for drawn in drawing.sentences("people")][:_READ]
    names = {
        entity.text
        for parse in parse_all(texts)
        for entity in parse.entities
        if entity.label == "PERSON" and _FULL_NAME.fullmatch(entity.text)
    }
    return sorted(names)


_FULL_NAME = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2}")
_READ = 600
"""Sentences looked at for people."""
