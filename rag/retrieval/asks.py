"""The kind of answer a question wants: a person, a date, a number, a reason ..."""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import takewhile

from rag.grammar import Parse


class Asks(StrEnum):
    """The kind of answer that would satisfy the question."""

    PERSON = "person"
    TIME = "time"
    DURATION = "duration"
    PLACE = "place"
    NUMBER = "number"
    REASON = "reason"
    CONDITION = "condition"
    SEVERAL = "several"
    IDENTITY = "identity"
    STATEMENT = "statement"
    REACTION = "reaction"
    YES_OR_NO = "yes or no"
    ANYTHING = "anything"


_OF_A_KIND = ("ADJ", "NOUN", "PROPN", "NUM")

_FIRST_WORDS = (
    (
        re.compile(r"\b(?:who|whom|whose)\b|\bname of the\b|\bwhat (?:is|was) (?:his|her) name\b"),
        Asks.PERSON,
    ),
    (re.compile(r"\bhow (?:long|many (?:years|months|weeks|days|hours))\b"), Asks.DURATION),
    (
        re.compile(
            r"\bhow (?:many|much|big|large|high|low|fast|far|deep|tall|old|often"
            r"|cold|hot|warm)\b"
            r"|\b(?:what|which) (?:\w+ )?"
            r"(?:share|percentage|percent|number|amount|figure|proportion|rate|size)\b"
            r"|\bwhat (?:(?:is|was|are|were) (?:the |its |their )?)?(?:[\w’'-]+ )?(?:stake|price"
            r"|cost|range|distance|sum|population|revenue|budget|length|height|weight|speed|age|value|total"
            r"|rate|margin|turnout|redshift|temperature|diameter|mass|depth|yield|salary|fine)\b"
            r"|\bby what (?:share|percentage|margin)\b"
            r"|\bwhat (?:did|does|do|will|would|has|have|had) [^?,;]{2,60} (?:cost|weigh)\b"
        ),
        Asks.NUMBER,
    ),
    (
        re.compile(
            r"\bwhen\b|\bhow soon\b|\b(?:what|which|on what|on which|in what|in which)"
            r" (?:date|day|year|month|time|century|decade)\b"
        ),
        Asks.TIME,
    ),
    (
        re.compile(
            r"\bwhere\b|\b(?:what|which(?: [\w-]+)?) "
            r"(?:place|city|country|county|port|town|village|location)\b"
        ),
        Asks.PLACE,
    ),
    (
        re.compile(
            r"\bwhy\b|\bwhat (?:caused|led to|prompted|explains|reasons?|delayed|delays"
            r"|held up|holds up|stood in the way of|stands in the way of|prevented|prevents)\b"
        ),
        Asks.REASON,
    ),
)
_NAME_OF = re.compile(r"what (?:is|was) the (?:\w+ )?name of (?:the |an? |this )", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b")
_CONDITION = re.compile(
    r"\b(?:on|under) (?:what|which) (?:conditions?|circumstances|terms)\b"
    r"|\bwhat (?:is|are|was|were) the (?:\w+ )?(?:conditions?|circumstances)\b"
)
_POLAR = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)(?:n't)?\b"
)
_IDENTITY = re.compile(
    r"(?:who|what)(?:'s|’s| is| are| was| were) (?:the |an? )?(?!(?:his|her) name)(?P<rest>.+?)\W*$"
)


def kind_of(text: str, parsed: Parse) -> tuple[Asks, str | None]:
    lower = text.lower()
    focus = _focus(parsed)
    if _POLAR.match(lower):
        return Asks.YES_OR_NO, focus
    first = min(
        ((m.start(), m.end(), asks) for rule, asks in _FIRST_WORDS if (m := rule.search(lower))),
        key=lambda found: found[0],
        default=None,
    )
    if _CONDITION.search(lower):
        return Asks.CONDITION, focus
    if asks_for_several(parsed):
        return Asks.SEVERAL, focus
    identity = _IDENTITY.match(lower)
    if (
        identity
        and len(identity["rest"].split()) <= 6
        and not re.search(r"\b(?:of|by|in|on|at|to|for|said|did|that|behind)\b", identity["rest"])
    ):
        return Asks.IDENTITY, focus
    if first and _is_asked(lower, first[0], first[1], first[2]):
        return first[2], focus
    return Asks.ANYTHING, focus


def _is_asked(lower: str, start: int, end: int, asks: Asks) -> bool:
    """A wh-word deep inside a question is a clause, not what is asked for; at its end it is, and
    "how many" where no other asks before it."""
    if start <= max(24, len(lower) // 3) or not lower[end:].strip(" ?"):
        return True
    counts = asks in (Asks.NUMBER, Asks.DURATION)
    return counts and lower.endswith("?") and _ASKS.search(lower[:start]) is None


def asks_for_several(parsed: Parse) -> bool:
    """ "Which members ...": the noun that is asked for is a plural of things with names."""
    first = parsed.text[:20].lower()
    if re.match(r"(?:who|what) (?:are|were) the\b", first) and any(
        t.tag in ("NNS", "NNPS") and t.dep in ("nsubj", "attr", "ROOT") for t in parsed.tokens
    ):
        return True
    if re.match(r"(?:who belongs to|name the|list the)\b", first):
        return True
    return any(
        t.tag in ("WDT", "WP") and t.dep == "det" and parsed.tokens[t.head].tag == "NNS"
        for t in parsed.tokens[:2]
    )


def kind_asked_for(parsed: Parse) -> tuple[int, ...]:
    """The tokens between "which" or "what" and its noun, that noun last; none without one.

    By the order of words where grammar hangs "which" elsewhere: "in which English county".
    """
    tokens = parsed.tokens
    for i, token in enumerate(tokens):
        if token.tag in ("WDT", "WP") and token.dep == "det" and token.head > i:
            return tuple(range(i + 1, _owned(parsed, token.head) + 1))
    for i, token in enumerate(tokens):
        if token.lemma == "which" or (token.lemma == "what" and token.dep != "dobj"):
            run = list(takewhile(lambda j: tokens[j].pos in _OF_A_KIND, range(i + 1, len(tokens))))
            while run and tokens[run[-1]].pos != "NOUN":
                run.pop()
            if run:
                return tuple(range(i + 1, _owned(parsed, run[-1]) + 1))
    return ()


def _owned(parsed: Parse, noun: int) -> int:
    """ "Which women's sport" asks for a sport."""
    tokens = parsed.tokens
    while tokens[noun].dep == "poss" and tokens[noun].head > noun:
        noun = tokens[noun].head
    return noun


def _named_noun(parsed: Parse, start: int) -> str | None:
    """The noun behind "the name of": "storm" in "the name of the tropical storm"."""
    run = list(
        takewhile(lambda t: t.pos in _OF_A_KIND, (t for t in parsed.tokens if t.start >= start))
    )
    return run[-1].lemma if run and run[-1].pos == "NOUN" else None


def _focus(parsed: Parse) -> str | None:
    kind = kind_asked_for(parsed)
    if kind:
        return parsed.tokens[kind[-1]].lemma
    named = _NAME_OF.match(parsed.text)
    if named:
        return _named_noun(parsed, named.end())
    for token in parsed.tokens:
        if token.lemma in ("many", "much") and parsed.tokens[token.head].pos == "NOUN":
            return parsed.tokens[token.head].lemma
    return None


def measure_of(parsed: Parse) -> str | None:
    for i, token in enumerate(parsed.tokens[:-1]):
        if token.text.lower() == "how" and parsed.tokens[i + 1].pos in ("ADJ", "ADV"):
            return parsed.tokens[i + 1].lemma
    return None
