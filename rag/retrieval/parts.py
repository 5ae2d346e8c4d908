"""One question that asks for several things, taken apart so that each is searched for itself.

Joined questions stand on their own afterwards: "Who opened it and when was it built?". A
comparison stays one question, but each of its sides is searched apart, since passages on the side
that is more written about would otherwise push the other out.
"""

from __future__ import annotations

import re

from rag.grammar import parse
from rag.retrieval.ellipsis import one_of
from rag.retrieval.followups import resolve
from rag.retrieval.lengthy import is_lengthy
from rag.retrieval.question import Question, analyse
from rag.types import Turn

_WH_TAGS = ("WP", "WDT", "WRB", "WP$")
_CLAUSE = re.compile(
    r"[,;]?\s+(?=(?:while|whereas|unlike|in contrast to|(?:as )?compared (?:to|with)"
    r"|similar(?:ly)? to|and (?:does|do|did|is|are|was|were|has|have|the))\b)"
    r"|,\s+(?=(?:and|but|has|is|was|also|who|which|where)\b)",
    re.IGNORECASE,
)
_LEAST_OF_CLAUSE = 5
"""Words that a clause needs to be searched for itself; fewer go with the one before."""
MOST_PARTS = 6
"""More are no question but a list, and each costs a search."""
_WH = r"(?:who|whom|whose|what|which|when|where|why|how)"
_AUX = r"(?:did|does|do|was|were|is|are|has|have|had|will|would|can|could|should)"
_IN = r"(?:in|on|at|by|for|to|from|since|with)"
_JOINT = re.compile(
    rf"\?\s+(?=\S+\s+\S)|;\s*(?={_WH}\b)"
    rf"|(?:[,;]\s*|\s+)(?:and|as well as|or)(?: also)?\s+(?=(?:{_IN} )?{_WH}\b|{_AUX}\b)",
    re.IGNORECASE,
)
_BEGINS = re.compile(rf"(?:{_IN} )?{_WH}\b", re.IGNORECASE)
_ALONE = re.compile(r"why|how|when|where|who", re.IGNORECASE)
_THE_EVENT = re.compile(
    rf"^(why|when|where|how) {_AUX} (?:it|this|that|these|all (?:this|that)) "
    r"(?:happen|occur|take place|come about|come to (?:this|that))$",
    re.IGNORECASE,
)
""" "Why did it happen?": what happened is what the question before asks for."""
_OF_WHAT = re.compile(
    r"^(?:what|which) (?:\w+ )?(?:reasons?|explanation|justification)\b"
    r".* (?:give|given|cite|cited|offer|offered|named?)\W*$",
    re.IGNORECASE,
)
""" "What reason did its minister give?": for what stands before."""
_OPENS = re.compile(rf"^(?:{_IN} )?{_WH}(?: (?:{_AUX})\b)?", re.IGNORECASE)
_ENDS_OPEN = re.compile(rf"\b{_WH}$", re.IGNORECASE)
_EACH = re.compile(
    rf"^(?P<list>[^:?]{{3,200}}(?:,|\band\b)[^:?]{{2,100}}):\s*(?P<asks>{_WH}\b[^?]*?)\b(?P<each>each|both|they"
    r"(?: each| both)?)\b(?P<rest>.*)$",
    re.IGNORECASE,
)

_THAT_OF = re.compile(
    rf"^(?P<asks>(?:{_IN} )?{_WH}\b[^?,;]+? )(?P<of>of|in|on|for|from|by|at)"
    rf" (?P<one>[^?,;]{{2,60}}?),? and (?:{_IN} )?{_WH} (?:that|those|the ones?) (?P=of)"
    r" (?P<other>[^?,;]{2,60}?)\W*$",
    re.IGNORECASE,
)
""" "Which X did the A of B, and which that of C?": the second leaves out what the first says."""


def parts(question: str) -> tuple[str, ...]:
    """The questions that one question joins: each stands on its own; itself where it is one."""
    question = _in_one_clause(question)
    if is_lengthy(question) and not _BEGINS.match(question):
        return (question,)  # whether several reports agree is one matter: see `clauses_of`
    alike = _THAT_OF.match(question)
    if alike:
        return tuple(
            f"{alike['asks']}{alike['of']} {which.strip()}?"
            for which in (alike["one"], alike["other"])
        )
    pieces = [piece.strip(" ?.,;") for piece in _JOINT.split(question)]
    pieces = [piece for piece in pieces if piece]
    if not 2 <= len(pieces) <= MOST_PARTS or not all(map(_asks, pieces)) or _is_short(pieces[0]):
        return (question,)
    found = [f"{pieces[0]}?"]
    for piece in pieces[1:]:
        before = [Turn("user", each, each) for each in found]
        piece = _THE_EVENT.sub(r"\1", piece)
        asked = f"{piece[:1].upper()}{piece[1:]}?"
        whole = resolve(asked, before)
        if whole.candidates:
            return (question,)
        plain = whole.text if _OF_WHAT.search(whole.text) else None
        told = _with_background(found[0], plain or asked)
        found.append(told if plain or whole.text == asked else whole.text)
    return tuple(found)


def _with_background(first: str, asked: str) -> str:
    """A question that names nothing ("who was the host?"), or does not say for what it wants a
    reason, behind what the first one tells."""
    told = _OPENS.sub("", first).strip(" ?")
    alone = analyse(asked).names and not _OF_WHAT.search(asked)
    if alone or not analyse(told).names:
        return asked
    return f"{told[:1].upper()}{told[1:]}. {asked}"


def _is_short(piece: str) -> bool:
    return len(piece.split()) < 2


def _asks(piece: str) -> bool:
    """Whether it is a question by itself, and not a clause in one: "what he promised"."""
    if _is_short(piece):
        return _ALONE.fullmatch(piece) is not None
    tokens = parse(piece).tokens
    if _ENDS_OPEN.search(piece):
        return False
    verbs = [i for i, t in enumerate(tokens) if t.pos in ("VERB", "AUX")]
    if not verbs:
        return False
    parsed = parse(piece)
    if not _BEGINS.match(piece):
        # "Compare ..." is one. In "Who ..., and is also ...?" the subject is still the first "who".
        return tokens[0].pos != "AUX" or any(each.main for each in parsed.clauses)
    subject = next((c for c in parsed.clauses if c.main), None)
    if subject is None or any(tokens[k].tag in _WH_TAGS for k in subject.subject):
        return True
    return verbs[0] < subject.head


def _in_one_clause(question: str) -> str:
    """ "X and Y: what did each say?" as "What did X and Y each say?"."""
    match = _EACH.match(question)
    if match is None:
        return question
    asks = match["asks"].strip()
    return f"{asks[:1].upper()}{asks[1:]} {match['list'].strip()} each{match['rest']}"


def clauses_of(question: str) -> tuple[str, ...]:
    """The clauses of a question that has many; empty where they cannot be told apart."""
    if not is_lengthy(question):
        return ()
    found: list[str] = []
    for piece in _CLAUSE.split(question):
        if found and min(len(piece.split()), len(found[-1].split())) < _LEAST_OF_CLAUSE:
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return tuple(found) if 1 < len(found) <= MOST_PARTS else ()


def for_each_side(question: Question) -> tuple[str, ...]:
    """A comparison asked about each of its sides alone; empty for what is none."""
    if is_lengthy(question.text):
        return ()
    if len(question.sides) < 2:
        return ()
    asked = [one_of(question.text, question.sides, side) for side in question.sides]
    return tuple(dict.fromkeys(asked)) if question.text not in asked else ()
