"""Whether a sentence holds the kind of thing a question asks for.

"How old is she?" wants an age, "Who is the captain?" a person named beside that role. A sentence
on the right matter without the right kind of thing does not answer.
"""

from __future__ import annotations

import re

from rag.answering.accounts import Line
from rag.answering.called import asks_what_it_is_called, says_what_it_is_called
from rag.answering.measures import (
    CHANGE,
    CHANGES,
    COSTS,
    LASTING,
    LENGTH,
    MEASURES,
    MONEY,
    PERCENTAGE,
    SHARE,
)
from rag.answering.moments import DATED, YEAR, from_now
from rag.answering.reasons import gives_condition, gives_reason
from rag.answering.roles import BODIES, PERSON_ROLES, ROLES
from rag.grammar import Entity, Parse
from rag.retrieval.asks import Asks
from rag.retrieval.question import Question
from rag.retrieval.reporting import REPORTING_VERBS
from rag.terms import content_terms

_COUNTS_AHEAD = 5
_ABOUT_SO_MANY = frozenset("dozens scores hundreds thousands millions billions".split())
_NUMBERS = frozenset({"CARDINAL", "PERCENT", "MONEY", "QUANTITY"})
_CURRENCIES = frozenset("yen dollar euro pound yuan rouble ruble money".split())
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_NO_PLACES = _NUMBERS | {"DATE", "TIME", "ORDINAL"}
"""A small model takes a port for a company or a person; it hardly takes one for a day."""
_INSIDE = frozenset("in at near".split())
"""Words that stand before places and hardly before people."""
_WHERE = frozenset("in at from near to".split())
_SOMEBODY = frozenset({"PERSON", "ORG", "NORP", "GPE"})
_LABELS_OF = {
    word: labels
    for words, labels in (
        ("company firm manufacturer operator bank", frozenset({"ORG", "PRODUCT"})),
        ("party organisation organization agency ministry", frozenset({"ORG"})),
        ("country nation", frozenset({"GPE", "NORP"})),
        ("person man woman politician", frozenset({"PERSON"})),
    )
    for word in words.split()
}
_CAPITAL = re.compile(
    r"(?:what|which) (?:city )?(?:is|was) the capital(?: city)? of\b", re.IGNORECASE
)
_PASSING = frozenset("the a an current new present former then first last previous next".split())
_LINKING = frozenset("be become elect appoint name succeed replace serve head lead call".split())


def is_measured(question: Question) -> bool:
    """Whether only a sentence with a certain unit can answer: "how far", "how old"."""
    return question.asks is Asks.NUMBER and (question.measure or "") in MEASURES


def asks_a_name(question: Question) -> bool:
    """Whether "which company ..." is answered by the name of one."""
    return question.focus in _LABELS_OF


def holds_kind(question: Question, parsed: Parse, reported: Line) -> bool:
    """Whether the sentence holds a number, a date, a person ... that the question lacks."""
    if asks_what_it_is_called(question):
        return says_what_it_is_called(question, parsed)
    match question.asks:
        case Asks.TIME:
            return _holds_time(question, parsed)
        case Asks.DURATION:
            return _lasts(question, parsed)
        case Asks.NUMBER:
            return _holds_number(question, parsed)
        case Asks.REASON:
            return gives_reason(parsed)
        case Asks.CONDITION:
            return gives_condition(parsed)
        case Asks.PLACE:
            return _holds_place(question, parsed)
        case Asks.PERSON:
            return _holds_person(question, parsed, reported)
        case Asks.SEVERAL:
            return _enumerates(question, parsed)
        case _:
            return (
                _holds_the_one(question, parsed)
                and _holds_capital(question, parsed)
                and _holds_focus(question, parsed)
            )


def _enumerates(question: Question, parsed: Parse) -> bool:
    """ "A, B and C": things in one row, at least two of them new."""
    known = set(content_terms(question.text))
    for i, token in enumerate(parsed.tokens):
        if token.dep == "conj" and token.pos in ("NOUN", "PROPN"):
            row = [i]
            while parsed.tokens[row[-1]].dep == "conj":
                row.append(parsed.tokens[row[-1]].head)
            new = [j for j in row if not set(content_terms(parsed.tokens[j].text)) <= known]
            if len(row) > 1 and len(new) > 1:
                return True
    return False


def _holds_focus(question: Question, parsed: Parse) -> bool:
    """ "Which company ..." wants the name of one, "which minister" whoever is one."""
    if question.focus in PERSON_ROLES:
        return _named_beside(question.focus, parsed) or _says_which(question, parsed)
    labels = _LABELS_OF.get(question.focus or "")
    return labels is None or any(
        e.label in labels and _is_new(e, question) for e in parsed.entities
    )


def _says_which(question: Question, parsed: Parse) -> bool:
    """ "The defence minister": the role with a word before it that the question lacks."""
    known = set(content_terms(question.text))
    return any(
        token.dep in ("compound", "amod", "nmod", "poss")
        and parsed.tokens[token.head].lemma == question.focus
        and not set(content_terms(token.text)) <= known
        for token in parsed.tokens
    )


def _holds_the_one(question: Question, parsed: Parse) -> bool:
    """ "What is the capital of ..." is not answered by a sentence on capitals."""
    match = re.match(r"what (?:is|was) the (\w+) of\b", question.text, re.IGNORECASE)
    if match is None:
        return True
    forms = [t for t in parsed.tokens if match[1].lower() in (t.lemma, t.text.lower())]
    return not forms or any(t.tag != "NNS" for t in forms)


def _holds_capital(question: Question, parsed: Parse) -> bool:
    """A capital is a place with a name, besides the country whose it is."""
    return _CAPITAL.match(question.text) is None or any(
        e.label in _PLACES and _is_new(e, question) for e in parsed.entities
    )


def _is_new(entity: Entity, question: Question) -> bool:
    return not set(content_terms(entity.text)) <= set(content_terms(question.text))


def _holds_time(question: Question, parsed: Parse) -> bool:
    named = (
        e.text
        for e in parsed.entities
        if e.label in ("DATE", "TIME") and DATED.search(e.text) and _is_new(e, question)
    )
    years = set(YEAR.findall(parsed.text)) - set(YEAR.findall(question.text))
    ahead = from_now(question.text, parsed.text)
    return any(named) or bool(years) or ahead


def _holds_number(question: Question, parsed: Parse) -> bool:
    wanted = MONEY if question.focus in _CURRENCIES else MEASURES.get(question.measure or "")
    if wanted is not None:
        return re.search(wanted, parsed.text, re.IGNORECASE) is not None
    if CHANGES.search(question.text):
        return CHANGE.search(parsed.text) is not None
    if COSTS.search(question.text):
        return re.search(MONEY, parsed.text, re.IGNORECASE) is not None
    if PERCENTAGE.search(question.text):
        return SHARE.search(parsed.text) is not None
    counted = _counted(question, parsed)
    if counted is not None:
        return counted
    dates = [(e.start, e.end) for e in parsed.entities if e.label in ("DATE", "TIME")]
    return any(e.label in _NUMBERS and _is_new(e, question) for e in parsed.entities) or any(
        token.pos == "NUM"
        and token.text not in question.numbers
        and not any(start <= token.start < end for start, end in dates)
        for token in parsed.tokens
    )


def _holds_place(question: Question, parsed: Parse) -> bool:
    """A place by its label, or a name behind "in", "at", "from": "launched from Kourou"."""
    if any(e.label in _PLACES and _is_new(e, question) for e in parsed.entities):
        return True
    known = set(content_terms(question.text))
    others = [(e.start, e.end) for e in parsed.entities if e.label in _NO_PLACES]
    people = [(e.start, e.end) for e in parsed.entities if e.label == "PERSON"]
    return any(
        token.pos == "PROPN"
        and token.dep == "pobj"
        and parsed.tokens[token.head].text.lower() in _WHERE
        and not set(content_terms(token.text)) <= known
        and not any(start <= token.start < end for start, end in others)
        and (
            parsed.tokens[token.head].text.lower() in _INSIDE
            or not any(start <= token.start < end for start, end in people)
        )
        for token in parsed.tokens
    )


def _lasts(question: Question, parsed: Parse) -> bool:
    if LASTING.search(parsed.text):
        return True
    # "How long is the ship?" has no verb of happening: metres answer it too.
    plain = re.match(r"how long (?:is|are|was|were) [\w' ]+\?*$", question.text, re.IGNORECASE)
    return plain is not None and re.search(LENGTH, parsed.text, re.IGNORECASE) is not None


def _counted(question: Question, parsed: Parse) -> bool | None:
    """Whether a number counts what is asked for; None when the sentence does not name that."""
    wanted = set(content_terms(question.focus or ""))
    if not wanted:
        return None
    places = [i for i, t in enumerate(parsed.tokens) if wanted & set(content_terms(t.text))]
    if not places:
        return None
    return any(
        (t.pos == "NUM" and t.text not in question.numbers and not YEAR.fullmatch(t.text))
        or t.text.lower() in _ABOUT_SO_MANY
        for place in places
        for t in parsed.tokens[max(0, place - _COUNTS_AHEAD) : place]
    )


def _holds_person(question: Question, parsed: Parse, reported: Line) -> bool:
    role = asked_role(question)
    if role is not None:
        held = set(content_terms(parsed.text))
        return set(content_terms(role)) <= held and _named_beside(role.split()[-1], parsed)
    somebody = any(e.label in _SOMEBODY and _is_new(e, question) for e in parsed.entities)
    known = set(content_terms(question.text))
    by_role = any(
        t.lemma in PERSON_ROLES and not set(content_terms(t.text)) <= known for t in parsed.tokens
    )
    says = question.verb in REPORTING_VERBS and reported.speaker is not None
    return somebody or by_role or says or _is_told_of_a_name(parsed, known)


def _is_told_of_a_name(parsed: Parse, known: set[str]) -> bool:
    """Whether a main clause has a new name for its subject ("Gazprom holds 50 percent"), or a body
    that bears one ("the government of Olav Maas gave it up")."""
    for clause in parsed.clauses:
        head = parsed.tokens[clause.head]
        words = [clause.head] if head.pos == "PROPN" else clause.subject
        if clause.main and (head.pos == "PROPN" or head.lemma in BODIES):
            named = (parsed.tokens[i] for i in words)
            if any(t.pos == "PROPN" and not set(content_terms(t.text)) <= known for t in named):
                return True
    return False


def asked_role(question: Question) -> str | None:
    """ "foreign minister" in "Who is the foreign minister of Japan?"; None for no role."""
    match = re.search(
        r"\bwho(?:'s|’s| is| was| are| were| became| becomes| serves as| served as)"
        r" (?:the |its |a )?(?P<rest>[^?]+)"
        r"|\bname of the (?P<named>[^?]+)",
        question.text,
        re.IGNORECASE,
    )
    rest = (match["rest"] or match["named"]) if match else ""
    before_of = re.split(r"\b(?:of|when|in|at|on|for|to|that|who)\b", rest)[0].split()
    words = [word.lower().strip(",.") for word in before_of]
    words = [word for word in words if not re.search(r"['’]", word) and word not in _PASSING]
    last = words[-1].rstrip("s") if words else ""
    return " ".join([*words[:-1], last]) if last in ROLES else None


def _named_beside(role: str, parsed: Parse) -> bool:
    """A person stands next to the role: "Prime Minister Abe", "Abe was elected prime minister"."""
    labels = {"PERSON"} if role in PERSON_ROLES else {"PERSON", "ORG"}
    persons = [e for e in parsed.entities if e.label in labels]
    for token in parsed.tokens:
        if token.lemma != role and token.text.lower().rstrip("s") != role:
            continue
        for entity in persons:
            low, high = sorted((entity.start, token.start))
            between = [t for t in parsed.tokens if low < t.start < high]
            verbs = [t for t in between if t.pos in ("VERB", "AUX") and t.lemma not in _LINKING]
            if len(between) <= 9 and not verbs:
                return True
    return False
