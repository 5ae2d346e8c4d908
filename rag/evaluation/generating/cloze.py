"""A sentence as a question for one of its names, numbers or dates, by its grammar.

Three forms are sure enough to be made by rule: who did it, how many of them, and when. Any other
sentence with a number or a date becomes one with a gap. The answer is always the sentence's own
words, and the question does not hold them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from rag.evaluation.generating.drawn import Drawn
from rag.grammar import Clause, Entity, Parse
from rag.retrieval.names import country_names

GAP = "____"
_FULL = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2}")
_PROPER = re.compile(
    r"[A-Z]{2,}|[A-Z][\w'’-]+(?: (?:of|and|for|&|the|[A-Z][\w'’-]*))* [A-Z][\w'’-]+"
)
"""An acronym, or a name of several words."""
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = re.compile(
    rf"\b(?:\d{{1,2}} {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{1,2}}(?!\d)(?:, \d{{4}})?)\b"
)
_COUNT = re.compile(
    r"(?<![\w.-])\d[\d,.]*(?![\w-])(?: (?:million|billion|trillion|thousand|hundred))?"
)
_POINTS = frozenset("them him her these those it they he she".split())
"""What a question that stands alone does not say."""
_FIRST = re.compile(r"[^\W_][\w'’.-]*")
_NAME = re.compile(r"(?:\s*\S+){0,12}?\s*[A-Z][\w'’.-]+[,”\"]? [a-z]")
"""A capital letter, and behind the name what may be the verb."""
_NO_NAME = frozenset("the a an some many most all both several more one another each".split())
_NO_SUBJECT = frozenset(
    """i you he she it we they this these those there here who what when where why how which
    while if as since because although though but and or so yet nor in on at by for from with
    without to of after before during between among under over despite until according also then
    now not no yes even just still only once instead meanwhile however it's he's she's they're
    we're i'm that's there's it’s he’s she’s they’re we’re i’m that’s there’s let's let’s don't
    don’t""".split()
)
_LEAST = 6
"""Words of a question: with fewer it could be about anything."""


class Cloze(NamedTuple):
    """``answer`` stands in the sentence word for word."""

    question: str
    answer: str
    form: str
    """``who``, ``how many``, ``when`` or ``gap``."""


def may_be_asked(sentence: str) -> bool:
    """Whether a sentence may begin with its subject and hold a name in it, a number or a day, as
    all forms but the gap need: a look at its words, which spares the grammar of most sentences."""
    first = _FIRST.match(sentence)
    if first is None or first[0].casefold() in _NO_SUBJECT:
        return False
    begins = first.end() if first[0].casefold() in _NO_NAME else 0
    return _NAME.match(sentence, begins) is not None or _COUNT.search(sentence) is not None


def clozes(drawn: Drawn) -> Iterator[Cloze]:
    """The questions a sentence makes, the most natural first."""
    if not may_be_asked(drawn.text):
        gap = _gap(drawn)
        if gap is not None and _sound(gap, drawn.text):
            yield gap
        return
    for form in _FORMS:
        found = form(drawn)
        if found is not None and _sound(found, drawn.text):
            yield found


def _sound(cloze: Cloze, sentence: str) -> bool:
    named = re.findall(r"\w+", cloze.answer.casefold())
    asked = re.findall(r"\w+", cloze.question.casefold())
    if sentence.count(cloze.answer) != 1 or set(named) & set(asked):
        return False
    points_back = cloze.form != "gap" and _POINTS.intersection(asked)
    return not points_back and len(asked) >= _LEAST


def _main(parse: Parse) -> Clause | None:
    """The clause whose verb is the sentence's and whose subject begins it; no "he" and "it"."""
    for clause in parse.clauses:
        if clause.verb == parse.root and clause.subject[0] == 0:
            head = parse.tokens[clause.head]
            whole = clause.subject == tuple(range(clause.subject[-1] + 1))
            return clause if head.pos in ("NOUN", "PROPN") and whole else None
    return None


def _who(drawn: Drawn) -> Cloze | None:
    parse = drawn.grammar
    clause = _main(parse)
    if clause is None:
        return None
    last, subject = parse.tokens[clause.subject[-1]], parse.words(clause.subject)
    following = parse.tokens[clause.subject[-1] + 1]
    if following.tag not in ("VBD", "VBZ") or not last.text[0].isupper():
        return None  # before names are looked for, which takes longer than all else
    name = next((e for e in parse.entities if e.end == last.end and e.text in subject), None)
    asked = _asked(name, drawn.article.text)
    if name is None or asked is None:
        return None
    if name.start and re.search(r"[,;]| of | and ", subject[: name.start]):
        return None  # of several, or of somebody's: not the name itself
    rest = drawn.text[following.start :].rstrip('.”"')
    return Cloze(f"{asked} {rest}?", name.text, "who")


def _asked(name: Entity | None, text: str) -> str | None:
    """The word of question for a name; None where its kind is not beyond doubt."""
    if name is None:
        return None
    longer = re.search(rf"[A-Z][\w'’-]+ {re.escape(name.text)}\b", text)
    if name.label == "GPE":
        return "Which country" if name.text.casefold() in country_names() else None
    if name.label == "ORG":
        return "Which organization" if _PROPER.fullmatch(name.text) and not longer else None
    # One word is a person's where the article has the whole name too.
    return "Who" if name.label == "PERSON" and (longer or _FULL.fullmatch(name.text)) else None


def _how_many(drawn: Drawn) -> Cloze | None:
    parse = drawn.grammar
    clause = _main(parse)
    if clause is None or not _alone(parse, clause.verb):
        return None
    if parse.tokens[clause.verb].tag not in ("VBD", "VBZ"):
        return None
    verb = parse.tokens[clause.verb]
    for child in parse.children(clause.verb):
        counted = parse.subtree(child)
        if parse.tokens[child].dep != "dobj" or counted[0] != clause.verb + 1:
            continue
        words = parse.words(counted)
        number = _COUNT.match(words)
        if number is None or parse.tokens[child].tag != "NNS":
            return None
        what = words[number.end() :].strip()
        rest = drawn.text[parse.tokens[counted[-1]].end :].strip().rstrip('.”"').strip(" ,")
        helper = "did" if verb.tag == "VBD" else "does"
        subject = _within(parse, clause, drawn.article.text)
        asked = f"How many {what} {helper} {subject} {verb.lemma} {rest}".strip()
        return Cloze(f"{asked}?", number[0].rstrip(",."), "how many")
    return None


def _when(drawn: Drawn) -> Cloze | None:
    parse = drawn.grammar
    clause = _main(parse)
    day = re.search(rf",? on ({_DAY.pattern})\b", drawn.text)
    if clause is None or day is None:
        return None
    verb = parse.tokens[clause.subject[-1] + 1]
    if day.start() < verb.end or verb.tag != "VBD" or not _alone(parse, clause.verb):
        return None
    rest = drawn.text[verb.end : day.start()] + drawn.text[day.end() :]
    subject = _within(parse, clause, drawn.article.text)
    begins = f"{verb.text} {subject}" if verb.pos == "AUX" else f"did {subject} {verb.lemma}"
    return Cloze(f"When {begins}{rest.rstrip('.”')}?", day[1], "when")


def _within(parse: Parse, clause: Clause, text: str) -> str:
    """The subject as it stands inside a sentence."""
    words = parse.words(clause.subject)
    first = parse.tokens[0]
    lower = first.pos in ("DET", "NUM") or re.search(rf"\b{re.escape(first.text.lower())}\b", text)
    return words[:1].lower() + words[1:] if lower else words


def _alone(parse: Parse, verb: int) -> bool:
    """Whether no second verb shares the subject: it would have to change its form too."""
    return not any(
        parse.tokens[child].dep == "conj" and parse.tokens[child].pos in ("VERB", "AUX")
        for child in parse.children(verb)
    )


def _gap(drawn: Drawn) -> Cloze | None:
    found = _DAY.search(drawn.text) or _COUNT.search(drawn.text)
    if found is None:
        return None
    answer = found[0].rstrip(",.")
    what = "date" if _DAY.fullmatch(answer) else "number"
    start = found.start()
    gapped = f"{drawn.text[:start]}{GAP}{drawn.text[start + len(answer) :]}"
    return Cloze(f"Which {what} stands in the gap of “{gapped}”?", answer, "gap")


_FORMS: tuple[Callable[[Drawn], Cloze | None], ...] = (_who, _how_many, _when, _gap)
