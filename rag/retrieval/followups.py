"""A follow-up made to stand on its own, from the questions before it, without a model.

"And what happened to its reserves?" after a question on Russia's reaction becomes "What happened
to Russia's reserves?". The rules look at the last question only, as it was understood: whom it
asked about is who "it", "they" or "he" most likely is. The original question is kept beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.grammar import Parse, parse
from rag.retrieval.asks import Asks
from rag.retrieval.names import actors_in, country_of
from rag.retrieval.question import Question, analyse
from rag.terms import content_terms
from rag.types import Turn

_OPENING = re.compile(r"^(?:and|but|so|also|then|ok(?:ay)?|well|now|plus)\b[,\s]*", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:what|how) (?:about|of)\s+", re.IGNORECASE)
_OTHER = re.compile(r"^(?:in |for |by |from )?(?:[\w.'’-]+\s*){1,5}\?*$")
_BARE = re.compile(
    r"^(?P<wh>why|how|when|where|who)(?: (?:not|so|then|exactly))?\s*\??$", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"\b(?:its|their|his|her)\b(?=\s+\w)", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|him|his|she|her|hers)\b", re.IGNORECASE)
_POINTER = re.compile(r"\b(?:he|him|she|her|it|they|them)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:about|of|to|by|with|for|on) (?P<word>that|this)\b(?!\s+\w)", re.IGNORECASE
)
_MANY = re.compile(r"\b(?:they|them|their|those|these)\b", re.IGNORECASE)
_THERE = re.compile(r"\bthere\b(?=\W*$)", re.IGNORECASE)
_JOINT = re.compile(
    r"(?:,\s*|\s+)and\s+(?=(?:who|whom|whose|what|when|where|why|how|which|did|does|was|were|is|are)\b)",
    re.IGNORECASE,
)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves unsaid filled in; unchanged when nothing is."""
    before = [turn.understood or turn.text for turn in history if turn.role == "user"]
    plain = question.strip()
    if not before:
        return plain
    last = analyse(before[-1])
    bare = _BARE.match(plain)
    if bare:
        return f"{bare['wh'].capitalize()}: {last.text}"
    opened = _OPENING.sub("", plain) or plain
    other = _ABOUT.sub("", opened)
    if other != plain and _OTHER.match(other) and _names_only(other):
        return _swapped(other.rstrip("? "), last)
    rest = opened[:1].upper() + opened[1:]
    full = _pointing(rest, last, history)
    return _with_topic(full, last) if full == rest else full


def _with_topic(question: str, last: Question) -> str:
    """A question that names no matter of its own is about that of the one before."""
    own = analyse(question)
    if own.actor and not set(own.terms) - set(content_terms(own.actor)):
        topic = _topic(last)
        joint = "to" if own.asks is Asks.REACTION else "about"
        return f"{question.rstrip('?. ')} {joint} {topic}?" if topic else question
    points_back = re.search(r"\b(?:too|also|as well|then|afterwards|instead|else)\W*$", question)
    if points_back and not own.names and last.names:
        named = " and ".join(name.text for name in last.names)
        return f"{question.rstrip('?. ')} ({named})?"
    return question


def _names_only(words: str) -> bool:
    """Whether these words ask nothing by themselves."""
    return not any(t.pos in ("VERB", "AUX") or t.tag in ("WP", "WRB") for t in parse(words).tokens)


def parts(question: str) -> tuple[str, ...]:
    """The questions that one question joins by "and": each stands on its own."""
    pieces = [piece.strip() for piece in _JOINT.split(question) if piece.strip()]
    if len(pieces) < 2 or any(len(piece.split()) < 2 for piece in pieces):
        return (question,)
    first = pieces[0].rstrip("?") + "?"
    found = [first]
    for piece in pieces[1:]:
        turn = Turn("user", found[0], found[0])
        found.append(standalone(piece[:1].upper() + piece[1:].rstrip("?") + "?", [turn]))
    return tuple(found)


def _swapped(other: str, last: Question) -> str:
    """The last question asked about somebody or some time else."""
    other = re.sub(r"^(?:for|by|from)\s+", "", other)
    if other.lower().startswith("in "):
        earlier = re.sub(r"\s+in (?:\w+ )?\d{4}\b", "", last.text)
        return f"{earlier.rstrip('?. ')} {other}?"
    can_speak = bool(actors_in(other)) or other[:1].isupper()
    topic = None if can_speak else _topic(last)
    target = topic or last.actor or _first_of_its_kind(other, last)
    if target is None:
        return f"{last.text.rstrip('?. ')}, {other}?"
    return re.sub(rf"\b{re.escape(target)}\b", other, last.text, count=1)


def _first_of_its_kind(other: str, last: Question) -> str | None:
    is_country = country_of(re.sub(r"^the\s+", "", other, flags=re.IGNORECASE)) is not None
    same = [n.text for n in last.names if (country_of(n.text) is not None) == is_country]
    if same:
        return same[0]
    return last.names[0].text if last.names else None


def _pointing(question: str, last: Question, history: Sequence[Turn]) -> str:
    parsed = parse(question)
    if _PERSON.search(question):
        antecedent = _person(last, history)
    elif _MANY.search(question):
        antecedent = _plural(last) or _whom(last)
    else:
        antecedent = _whom(last)
    if antecedent is None:
        return question
    first_name = min(
        (t.start for t in parsed.tokens[1:] if t.pos == "PROPN"), default=len(question)
    )
    possessive = _POSSESSIVE.search(question)
    if possessive and possessive.start() < first_name:
        return _replaced(question, possessive.span(), f"{antecedent}'s")
    pointer = _POINTER.search(question)
    if pointer and pointer.start() < first_name and not _is_filler(question, parsed):
        return _replaced(question, pointer.span(), antecedent)
    thing = _THING.search(question)
    if thing:
        return _replaced(question, thing.span("word"), _topic(last) or antecedent)
    there = _THERE.search(question)
    return _replaced(question, there.span(), f"in {antecedent}") if there else question


def _is_filler(question: str, parsed: Parse) -> bool:
    """ "Is it true that ..." points at nothing."""
    return any(t.dep == "expl" for t in parsed.tokens) or bool(
        re.search(r"\bit (?:true|possible|likely|clear|known)\b", question, re.IGNORECASE)
    )


def _replaced(text: str, span: tuple[int, int], by: str) -> str:
    return text[: span[0]] + by + text[span[1] :]


def _plural(last: Question) -> str | None:
    """What "they" are: several things, or people, of the last question."""
    parsed = parse(last.text)
    for i, token in enumerate(parsed.tokens):
        if token.tag in ("NNS", "NNPS") and token.lemma not in ("year", "day", "month", "week"):
            asked = [j for j in parsed.subtree(i) if parsed.tokens[j].tag in ("WP", "WDT", "WRB")]
            return token.text if asked else parsed.words(parsed.subtree(i)).rstrip("?. ")
    return None


def _whom(last: Question) -> str | None:
    """What "it" and "they" most likely are: the one asked about, else the subject, else a name."""
    if last.actor:
        return last.actor
    parsed = parse(last.text)
    for clause in parsed.clauses:
        head = parsed.tokens[clause.head]
        asks = any(parsed.tokens[i].tag in ("WP", "WDT", "WRB", "EX") for i in clause.subject)
        if not asks and head.pos != "PRON":
            return parsed.words(clause.subject)
    return last.names[0].text if last.names else None


def _person(last: Question, history: Sequence[Turn]) -> str | None:
    """What "he" and "she" are: a person of the last question, else the first one answered with."""
    persons = [n.text for n in last.names if country_of(n.text) is None]
    if last.actor and country_of(last.actor) is None:
        return last.actor
    if persons:
        return persons[0]
    answers = [turn.text for turn in history if turn.role == "assistant"]
    entities = parse(answers[-1]).entities if answers else ()
    return next((e.text for e in entities if e.label == "PERSON"), None)


def _topic(last: Question) -> str | None:
    """What "that" is: what the last question was about, without whom it asked."""
    parsed = parse(last.text)
    for i, token in enumerate(parsed.tokens):
        if token.dep in ("pobj", "dobj") and token.tag not in ("WP", "WDT"):
            words = parsed.words(parsed.subtree(i)).rstrip("?. ")
            if words != last.actor:
                return words
    return None
