"""Who says or does what in an article, sentence by sentence, in the article's own words.

"He contends ..." is followed back to the name before it, and a name to the words that introduced
it ("Russia's Charge d'Affaires for Japan, Gennady Ovechko"). Where the text names nobody, nobody
is named.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.introductions import Memory
from rag.answering.roles import BODIES, OFFICES, PERSON_ROLES, ROLES
from rag.grammar import Clause, Parse, parse_briefly
from rag.retrieval.names import actors_in, aliases, country_of, pattern
from rag.retrieval.reporting import PRONOUNS, REPORTING_VERBS, SAYING_THAT, STATIVE_VERBS
from rag.sentences import sentence_spans
from rag.types import Article

_POINTING = re.compile(r"(?:This|That|These|Those|Such)\b")
_PERSONS = frozenset("he she they".split())
_NOT_OF = re.compile(
    r"\b(?:for|to|with|against|on|about|toward|towards|over|between|near)\s+(?:the\s+)?$"
)
_IN = re.compile(r"\b(?:in|at)\s+(?:the\s+)?$")
_ACCORDING = re.compile(r"\b[Aa]ccording to ((?:him|them)\b|[^,.;]+)")
_POINTS_BACK = frozenset("him her them".split())
_QUOTED = re.compile(r"[“\"][^”\"]{3,}[”\"]")
_SUPPOSING = frozenset("would could may might should".split())
_ANNOUNCEMENT = 8  # words
_REACH = 80  # sentences looked back at, so that a book costs no more than an article


@dataclass(frozen=True, slots=True)
class Act:
    """A main clause: who, by which verb. ``of`` are the countries the subject belongs to."""

    subject: str
    of: tuple[str, ...]
    verb: str
    reports: bool
    actual: bool = True
    """False for what would, could or may be."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of an article with what it reports."""

    start: int
    end: int
    text: str
    acts: tuple[Act, ...]
    speaker: Act | None
    quotes: bool
    """Whether the article itself puts words between quotation marks here."""
    leans: bool
    """Whether its subject is a pronoun or "this ...", so that it needs what stands before."""


class _Account:
    """A part of an article, read from its beginning as far as somebody asks."""

    def __init__(self, text: str, upto: int) -> None:
        self._text, self._begin = text, max(0, upto - _REACH)
        self._memory, self._lines, self._guard = Memory(), list[Line](), threading.Lock()

    def line(self, index: int) -> Line:
        with self._guard:
            read = self._begin + len(self._lines)
            spans = sentence_spans(self._text)[read : index + 1]
            parses = parse_briefly([self._text[s.start : s.end] for s in spans])
            for span, parsed in zip(spans, parses, strict=True):
                self._lines.append(_line(span.start, span.end, parsed, self._memory))
            return self._lines[index - self._begin]


@lru_cache(maxsize=128)
def _account(key: tuple[str, int], text: str, upto: int) -> _Account:
    return _Account(text, upto)


def line(article: Article, index: int) -> Line:
    """What sentence ``index`` of the article reports. Raises IndexError beyond its end."""
    spans = sentence_spans(article.text)
    if not 0 <= index < len(spans):
        raise IndexError(index)
    # Whole blocks, so that neighbouring sentences share one reading.
    upto = min(len(spans), (index // 20 + 1) * 20)
    return _account((article.id, article.revision), article.text, upto).line(index)


def speaker_at(article: Article, start: int) -> str | None:
    """Who says what begins here, as the article introduces them; None when it names nobody."""
    starts = [span.start for span in sentence_spans(article.text)]
    speaker = line(article, starts.index(start)).speaker if start in starts else None
    return speaker.subject if speaker else None


def _line(start: int, end: int, parsed: Parse, memory: Memory) -> Line:
    acts = tuple(
        act for clause in parsed.clauses if clause.main if (act := _act(parsed, clause, memory))
    )
    speaker = next((act for act in acts if act.reports), None) or _cited(parsed.text, memory)
    for act in acts:
        if act.reports:
            memory.last = act.subject
            if not _is_body(act.subject):
                memory.last_person = act.subject
            if not _is_person(act.subject):
                memory.last_thing = act.subject
    memory.before.append(parsed)
    memory.land = _announced(parsed, acts)
    return Line(
        start,
        end,
        parsed.text,
        acts,
        speaker,
        _QUOTED.search(parsed.text) is not None,
        _leans(parsed),
    )


def _act(parsed: Parse, clause: Clause, memory: Memory) -> Act | None:
    verb = parsed.tokens[clause.verb].lemma
    if clause.passive:
        agent = parsed.agent(clause.verb)
        if agent is None:
            return None
        words = parsed.words(parsed.subtree(agent))
    else:
        words = parsed.words(clause.subject)
    subject = _resolved(parsed, clause, words, memory)
    if subject is None:
        return None
    clear = any(parsed.tokens[i].lemma == "clear" for i in parsed.children(clause.verb))
    says = verb in REPORTING_VERBS or (verb == "make" and clear) or _says_that(parsed, clause)
    reports = says and _can_speak(parsed, clause, subject)
    of = affiliations(subject)
    if of and subject == words and not _stands_for(parsed, clause):
        of = ()
    below = parsed.children(clause.verb)
    actual = not any(parsed.tokens[i].lemma in _SUPPOSING for i in below)
    of = of or _seat(parsed, subject) or _home(parsed, subject, memory)
    return Act(subject, of, verb, reports, actual)


def _says_that(parsed: Parse, clause: Clause) -> bool:
    """ "Repeated that ..." says something; "repeated the test" does not."""
    verb = parsed.tokens[clause.verb].lemma
    below = parsed.children(clause.verb)
    return verb in SAYING_THAT and any(parsed.tokens[i].dep == "ccomp" for i in below)


def _stands_for(parsed: Parse, clause: Clause) -> bool:
    """Whether a subject acts for a country: the country itself, an office, a person.

    "ExxonMobil of the United States" and "Japan's trade" do not.
    """
    head = parsed.tokens[clause.head]
    words = parsed.words(clause.subject)
    at = head.start - parsed.tokens[clause.subject[0]].start
    is_country = any(
        match.start() <= at < match.end()
        for country in actors_in(words)
        for match in pattern(aliases(country)).finditer(words)
    )
    if head.lemma in ROLES or is_country:
        return True
    nouns = {word.removesuffix("s") for word in re.findall(r"\w+", words.lower())}
    if nouns & (ROLES - {"state", "company", "firm", "side"}):
        return True
    return any(e.label == "PERSON" and e.start <= head.start < e.end for e in parsed.entities)


def _seat(parsed: Parse, subject: str) -> tuple[str, ...]:
    """ "In Beijing, a ministry spokesman said": an office speaks for where it speaks."""
    opening = re.match(r"In ([A-Z][\w .]+?), ", parsed.text)
    words = {word.lower() for word in re.findall(r"\w+", subject)}
    return actors_in(opening[1]) if opening and words & OFFICES else ()


def _announced(parsed: Parse, acts: tuple[Act, ...]) -> tuple[str, ...]:
    """The country of a short sentence that only says that the country has a view of its own."""
    short = len(parsed.text.split()) <= _ANNOUNCEMENT
    return acts[0].of if short and acts and country_of(acts[0].subject) else ()


def _home(parsed: Parse, subject: str, memory: Memory) -> tuple[str, ...]:
    """The country just announced, for a person in office of whom no other is told."""
    holds_office = {word.lower() for word in re.findall(r"\w+", subject)} & PERSON_ROLES
    return memory.land if holds_office and not actors_in(parsed.text) else ()


def _resolved(parsed: Parse, clause: Clause, words: str, memory: Memory) -> str | None:
    """The subject by the words that introduced it; None for a pronoun that points nowhere."""
    head = parsed.tokens[clause.head]
    pronoun = words.lower()
    if head.pos == "PRON" or pronoun in PRONOUNS:
        if parsed.tokens[clause.verb].lemma not in REPORTING_VERBS:
            return None
        # A government is not its head: after "the government said", "he" is somebody else.
        meant = {"it": memory.last_thing, "they": memory.last}
        return meant.get(pronoun, memory.last_person if pronoun in _PERSONS else None)
    if head.pos == "PROPN":
        _note_body(head.text.lower(), words, memory)
        return (memory.introduced(head.text) if len(words.split()) <= 3 else None) or words
    if head.lemma in ROLES:
        if re.fullmatch(r"(?:[Tt]he|[Tt]his|[Tt]hat) \w+", words):
            last = memory.last if head.tag == "NN" and head.lemma in PERSON_ROLES else None
            return memory.introduced(head.text.lower()) or last or words
        memory.roles[head.text.lower()] = words
    return words


def _note_body(last: str, words: str, memory: Memory) -> None:
    """ "The Russian Foreign Ministry" is "the ministry" from here on."""
    if last in BODIES & ROLES and len(words.split()) > 1:
        memory.roles[last] = words


def _is_person(subject: str) -> bool:
    """Whether a person speaks: by role, or by a name that is no country's."""
    words = {word.removesuffix("s").lower() for word in re.findall(r"\w+", subject)}
    return bool(words & PERSON_ROLES) or (
        re.search(r"\b[A-Z]\w+ [A-Z]\w+$", subject) is not None and not words & ROLES
    )


def _is_body(subject: str) -> bool:
    """Whether a country or a body speaks, of which "he" and "she" are never said."""
    words = re.findall(r"\w+", subject.partition(",")[0])
    return country_of(subject) is not None or (bool(words) and words[-1].lower() in BODIES)


def _can_speak(parsed: Parse, clause: Clause, subject: str) -> bool:
    head = parsed.tokens[clause.head]
    if head.lemma in ROLES or head.pos in ("PROPN", "PRON"):
        return True
    if {word.removesuffix("s") for word in re.findall(r"\w+", subject.lower())} & ROLES:
        return True
    return any(e.text in subject and e.label in ("PERSON", "ORG") for e in parsed.entities)


def _cited(text: str, memory: Memory) -> Act | None:
    """Whose account a sentence gives; nobody's where a pronoun points to nobody."""
    match = _ACCORDING.search(text)
    if match is None:
        return None
    said = match[1].strip()
    back = said.lower() in _POINTS_BACK
    words = (memory.last if said.lower() == "them" else memory.last_person) if back else said
    if words is None:
        return None
    return Act(words, affiliations(words), "say", reports=True)


def _leans(parsed: Parse) -> bool:
    first = next((c for c in parsed.clauses if c.main), None)
    if first is None:
        return False
    words = parsed.words(first.subject)
    return (
        words.lower() in PRONOUNS
        or re.match(r"(?:This|That|These|Those|Such)\b", words) is not None
    )


def affiliations(subject: str) -> tuple[str, ...]:
    """The countries a subject belongs to: Russia for "Russia's envoy to Japan", not Japan.

    "In Moscow" counts only where nothing tells another home.
    """
    own: list[str] = []
    place: list[str] = []
    for country in actors_in(subject):
        for match in pattern(aliases(country)).finditer(subject):
            before = subject[: match.start()]
            if _NOT_OF.search(before):
                continue
            (place if _IN.search(before) else own).append(country)
    return tuple(dict.fromkeys(own or place))


def is_deed(act: Act) -> bool:
    """Whether the clause tells of something said or done, not of how things stand."""
    return act.reports or (act.actual and act.verb not in STATIVE_VERBS)
