"""Questions that say only what is new: "Why?", "And Sweden?", "In 2023?", "The second one?".

The rest is that of the question before. Each rule gives the whole question, or None where it
does not apply.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from rag.grammar import Parse, parse
from rag.retrieval.names import actors_in, country_of
from rag.retrieval.pointers import is_somebody
from rag.retrieval.question import Question, with_capitals
from rag.retrieval.thread import Exchange
from rag.retrieval.when.asked import asked_dates
from rag.terms import content_terms

_OPENING = re.compile(r"^(?:and|but|so|also|then|ok(?:ay)?|well|now|plus)\b[,\s]*", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:what|how) (?:about|of)\s+", re.IGNORECASE)
_MOST_WORDS = 6
_ANY_DAY = date(2000, 1, 1)
"""Only the words of dates are looked at here."""
_PREPOSITION = r"(?:since|until|till|by|from|on|in|at|with|to|for|about|of|under)"
_WH = re.compile(
    rf"^(?:{_PREPOSITION} )?(?:why|how|when|where|who|whom|whose|what|which"
    r"|any(?:one|body|thing) else)\b",
    re.IGNORECASE,
)
_WHY_THAT = re.compile(
    r"^(?P<wh>why|how|when|where)\b(?: (?:is|was|did|does|do) (?:that|this)(?: happen(?:ed)?| so)?"
    r"|.*\b(?:do|did|done|does) (?:that|this|so))\W*$|^how (?P<come>come|so)\W*$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:(?:please )?(?:tell|say|give|show)(?: me| us)? )?(?:some |a bit )?more"
    r"(?: (?:about|on) (?:it|this|that|them))?(?:,? please)?|(?:more |further )?details|go on"
    r"|continue",
    re.IGNORECASE,
)
_POLAR = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b",
    re.IGNORECASE,
)
_ASKS_OF_A_CLAUSE = re.compile(rf"(?:{_PREPOSITION} )?(?:why|how|when|where)\b", re.IGNORECASE)
_RELATION = re.compile(
    r"(?:the |its |their )?(?:price|cost|range|size|length|height|weight|speed|age|value|name"
    r"|reason|date|captain|crew|owner|operator|author|leader|host|chairman|capital|population|result"
    r"|outcome|effect|aim|purpose|cause|consequence|budget|members?|goal|deadline|terms|conditions"
    r"|details|background|risks?)s?",
    re.IGNORECASE,
)
"""What something has: it is asked for of the thing before, not in its place."""
_BODIES = frozenset(
    """government ministry party opposition parliament army police court bank company union council
    allies neighbours neighbors people voters media press team""".split()
)
_ORDINALS = {
    "first": 0,
    "former": 0,
    "second": 1,
    "latter": -1,
    "third": 2,
    "fourth": 3,
    "last": -1,
}
_ORDINAL = re.compile(
    r"\b(?:the )?(?:(?P<nth>first|second|third|fourth|last|other) (?:one|of (?:them|these|those|the"
    r" two))|(?P<one>former|latter))\b|\bthe (?P<end>other|first|second|third|last)(?=\W*$)",
    re.IGNORECASE,
)


_ASKED_AGAIN = re.compile(r"^(?:why|how|when|where)\b[^:?]{0,24}: ", re.IGNORECASE)
"""What "Why?" put before a question is not asked of the next one too."""


def opened(question: str) -> str:
    """The question without "and" before it."""
    rest = _OPENING.sub("", question)
    return rest[:1].upper() + rest[1:] if rest and rest != question else question


def bare(question: str, last: Exchange) -> str | None:
    """ "Why?", "How many?", "On what condition?", "Who else?"."""
    plain = _OPENING.sub("", question).rstrip(" ?.!")
    names = " and ".join(name.text for name in last.question.names)
    if _MORE.fullmatch(plain) and names:
        return f"Tell me more about {names}"
    of_that = _WHY_THAT.match(plain)
    if of_that:
        asks = "why" if of_that["come"] else of_that["wh"]
    elif _is_bare(plain):
        asks = plain
    else:
        return None
    asks = asks[:1].upper() + asks[1:]
    before = last.question.text
    if _POLAR.match(before) and _ASKS_OF_A_CLAUSE.fullmatch(asks):
        return f"{asks} {before[:1].lower()}{before[1:]}"
    return f"{asks}: {before}"


def _is_bare(plain: str) -> bool:
    short = len(plain.split()) <= _MOST_WORDS and not _ABOUT.match(plain)
    return short and _WH.match(plain) is not None and _verbless(plain)


def _verbless(words: str) -> bool:
    """Whether these words are no clause and name nothing."""
    tokens = parse(words).tokens
    return not any(t.pos in ("VERB", "AUX") or t.tag in ("NNP", "PRP", "PRP$") for t in tokens)


def swapped(question: str, last: Exchange) -> str | None:
    """ "And Sweden?", "What about the price?", "And in 2023?": the last question, otherwise."""
    plain = with_capitals(_ABOUT.sub("", _OPENING.sub("", question)).rstrip("?. !"))
    says_so = plain.lower() != question.rstrip("?. !").lower()
    if not plain or len(plain.split()) > _MOST_WORDS or not _asks_nothing(plain):
        return None
    when = _another_time(plain, last.question)
    if when is not None:
        return when
    if not says_so and not re.match(r"(?:in|for|by|from|with) [A-Z]", plain):
        return None
    where = re.match(r"(?P<in>in|at|near) (?P<place>.+)", plain, re.IGNORECASE)
    if where:
        return _another_place(where["in"].lower(), where["place"], last.question)
    about = re.match(r"(?:about|on|to|of|against)\s+", plain, re.IGNORECASE)
    if about and last.topic:
        return _put(plain[about.end() :], last.topic, last.question.text)
    plain = re.sub(r"^(?:for|by|from|with)\s+", "", plain, flags=re.IGNORECASE)
    replaced = _in_its_place(plain, last)
    return _ASKED_AGAIN.sub("", replaced) if replaced else replaced


def owned(question: str) -> str | None:
    """The words of a question that only names what somebody has: "And its reserves?"."""
    plain = _ABOUT.sub("", _OPENING.sub("", question)).rstrip("?. !")
    is_owned = re.match(r"(?:its|his|her|their)\s", plain, re.IGNORECASE) is not None
    short = len(plain.split()) <= _MOST_WORDS
    return plain if is_owned and short and _asks_nothing(plain) else None


def asked_of(owner_and_noun: str, last: Exchange) -> str:
    """The last question put to somebody of that one's, or what there is to say of it."""
    noun = owner_and_noun.split()[-1].lower()
    if last.question.actor and (is_somebody(noun) or noun in _BODIES):
        return _put(owner_and_noun, last.question.actor, last.question.text)
    return f"What about {owner_and_noun}?"


def _asks_nothing(words: str) -> bool:
    tokens = parse(words).tokens
    return not any(t.pos in ("VERB", "AUX") or t.tag in ("WP", "WRB", "WDT", "PRP") for t in tokens)


def _another_time(words: str, last: Question) -> str | None:
    """The last question for the days that these words name; None when they name none."""
    new = [each.words for each in asked_dates(words, _ANY_DAY)]
    left = words
    for said in new:
        left = left.replace(said, " ")
    if not new or content_terms(re.sub(r"\b(?:in|on|since|during|before|after|until)\b", "", left)):
        return None
    earlier = last.text.rstrip("?. ")
    for each in asked_dates(last.text, _ANY_DAY):
        pattern = rf"\s*(?:\b(?:in|on|since|during|before|after|until)\s+)?{re.escape(each.words)}"
        earlier = re.sub(pattern, "", earlier, flags=re.IGNORECASE)
    return f"{earlier.rstrip()} {words[:1].lower()}{words[1:]}?"


def _another_place(preposition: str, place: str, last: Question) -> str:
    named = next(
        (
            n.text
            for n in last.names
            if re.search(rf"\b{preposition} (?:the )?{re.escape(n.text)}\b", last.text)
        ),
        None,
    )
    if named is None:
        return f"{last.text.rstrip('?. ')} {preposition} {place}?"
    return _put(place, named, last.text)


def _in_its_place(other: str, last: Exchange) -> str:
    """Somebody or something else in the place of what the last question was about."""
    q = last.question
    noun = re.sub(r"^(?:the|a|an)\s+", "", other, flags=re.IGNORECASE)
    if other[:1].islower() and _RELATION.fullmatch(other) and (last.asked_noun or last.whom):
        verb = "are" if noun.endswith("s") and not noun.endswith("ss") else "is"
        return f"What {verb} the {noun} of {last.asked_noun or ' and '.join(last.whom)}?"
    speaks = bool(actors_in(other)) or noun[:1].isupper() or is_somebody(noun.split()[-1].lower())
    target = (None if speaks else last.topic) or q.actor or _of_its_kind(other, q)
    if target is None:
        return f"{q.text.rstrip('?. ')}, {other}?"
    return _put(other, target, q.text)


def _put(other: str, target: str, text: str) -> str:
    """A text with something in the place of something else, its article included."""
    before = r"(?:the )?" if other[:1].isupper() or other.lower().startswith("the ") else ""
    return re.sub(rf"\b{before}{re.escape(target)}(?!\w)", lambda _: other, text, count=1)


def _of_its_kind(other: str, last: Question) -> str | None:
    """The first name of the last question that is a country where the other is one."""
    is_country = country_of(re.sub(r"^the\s+", "", other, flags=re.IGNORECASE)) is not None
    same = [n.text for n in last.names if (country_of(n.text) is not None) == is_country]
    return next(iter([*same, *(n.text for n in last.names)]), None)


# --- one of several -------------------------------------------------------------------------


def counted(question: str, exchanges: Sequence[Exchange]) -> str | None:
    """ "The second one?", "What did the latter say?": one of what was enumerated before."""
    match = _ORDINAL.search(question)
    if match is None:
        return None
    which = (match["nth"] or match["one"] or match["end"]).lower()
    for exchange in exchanges:
        for items, in_question in ((exchange.joined, True), (_enumerated(exchange), False)):
            item = _item(which, items, exchanges[0])
            if item is not None:
                return _with_item(question, match, item, items if in_question else (), exchange)
    return None


def _item(which: str, items: Sequence[str], last: Exchange) -> str | None:
    if len(items) < 2:
        return None
    if which == "other":
        rest = [item for item in items if item not in last.question.text]
        return rest[0] if len(rest) == 1 else None
    n = _ORDINALS[which]
    return items[n] if -len(items) <= n < len(items) else None


def _with_item(
    question: str, match: re.Match[str], item: str, joined: Sequence[str], exchange: Exchange
) -> str:
    rest = _ABOUT.sub("", _OPENING.sub("", question[: match.start()])) + question[match.end() :]
    if content_terms(rest):
        full = question[: match.start()] + item + question[match.end() :]
        return opened(full)
    if joined:
        return one_of(exchange.question.text, joined, item)
    return f"What about {item}?"


def one_of(question: str, joined: Sequence[str], one: str) -> str:
    """A question about several asked about one of them."""
    bare_names = [re.sub(r"^the ", "", name, flags=re.IGNORECASE) for name in joined]
    first = question.find(bare_names[0])
    last = question.rfind(bare_names[-1])
    if first < 0 or last < first:
        return question
    start = re.search(r"(?:\b(?:both|either|between|each of)\s+)?(?:\bthe\s+)?$", question[:first])
    before = question[: start.start() if start else first]
    after = question[last + len(bare_names[-1]) :]
    after = re.sub(r"^\s+(?:each|both|respectively|all)\b", "", after)
    plain = re.sub(r"^the ", "", one, flags=re.IGNORECASE)
    article = "the " if re.search(rf"\bthe {re.escape(plain)}\b", question, re.IGNORECASE) else ""
    return f"{before}{article}{plain}{after}"


def _enumerated(exchange: Exchange) -> tuple[str, ...]:
    """The first things an answer joins by "and", a list of two or more."""
    for parsed in exchange.sentences:
        for i, token in enumerate(parsed.tokens):
            if token.pos in ("PROPN", "NOUN") and token.dep != "conj":
                items = _chain(parsed, i)
                if len(items) > 1:
                    return items
    return ()


def _chain(parsed: Parse, i: int) -> tuple[str, ...]:
    members = [i]
    for at in members:
        members += [c for c in parsed.children(at) if parsed.tokens[c].dep == "conj"]
    items = []
    for at in members:
        own = [k for k in parsed.subtree(at) if k <= at and parsed.tokens[k].dep != "cc"]
        start = next((n for n, k in enumerate(own) if own[n:] == list(range(k, at + 1))), 0)
        items.append(parsed.words(own[start:]))
    return tuple(items)
