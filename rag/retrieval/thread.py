"""What a conversation has brought to mind, newest first: things, places, matters.

Each exchange is one question as it was understood and its answer. What a pronoun of the next
question stands for is looked for in them one after the other, the reader's own words first: a
reader most often goes on about whom or what he asked about. Who "he" is, is ``people``'s business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.grammar import Parse, parse
from rag.retrieval.asks import Asks
from rag.retrieval.named import CALENDAR
from rag.retrieval.names import country_of
from rag.retrieval.pointers import Pointer, Role, Sort
from rag.retrieval.question import Question, analyse
from rag.retrieval.reporting import ASKED_VERBS, REPORTING_VERBS
from rag.sentences import sentence_spans
from rag.types import Turn

ASKED_BACK = "Do you mean "
"""How an answer begins that asks which of several is meant."""

_READ, _SENTENCES = 4000, 8
"""Characters of a turn, and sentences of an answer, that are looked at: whoever passes a history
can pass a book."""
_MARKS = re.compile(r"\s*\[\d+\]")
_WH = ("WP", "WDT", "WRB", "WP$")
_TIMES = frozenset("year day month week decade century time".split())
_ACTING = (
    REPORTING_VERBS
    | ASKED_VERBS
    | frozenset(
        """do want decide accept refuse plan buy sell send sign join win lose leave give take attack
        invade ban close order choose vote pay try begin stop help support need know meet""".split()
    )
)
"""Verbs whose subject is somebody, or a country."""
_ASKED_NOUN = re.compile(
    r"(?:what|which) (?:[\w-]+ )*?([\w-]+) (?:did|does|do|has|had) ", re.IGNORECASE
)
_OF_ANOTHER = frozenset(
    """reason role part effect impact influence view position stance answer response reaction
    opinion statement comment advice warning argument year day month time share percentage
    kind""".split()
)
"""What is asked for of a thing: "it" in the next question is that thing."""
_NAME_GOES_ON = re.compile(r"(?: (?:on|of|for|and|with)(?: [A-Z][\w-]+)+)*")
_ABOUT = frozenset("about on to of with over against for toward towards regarding".split())
_IN = frozenset("in at near to from".split())


def history_pairs(history: Sequence[Turn]) -> Iterator[tuple[str, str]]:
    """Each question as understood with its answer, newest first; one that the answer only asked
    back about is left out, since nobody knows what it meant."""
    answer = ""
    for turn in reversed(history):
        if turn.role == "assistant":
            answer = _MARKS.sub("", turn.text[:_READ])
        elif answer.startswith(ASKED_BACK):
            answer = ""
        else:
            yield (turn.understood or turn.text)[:_READ], answer
            answer = ""


@dataclass(frozen=True)
class Exchange:
    """One question as it was understood, and what was answered."""

    asked: str
    answer: str

    @cached_property
    def question(self) -> Question:
        return analyse(self.asked)

    @cached_property
    def parsed(self) -> Parse:
        return parse(self.question.text)

    @cached_property
    def sentences(self) -> tuple[Parse, ...]:
        """The first sentences of the answer."""
        spans = sentence_spans(self.answer)[:_SENTENCES]
        return tuple(parse(self.answer[s.start : s.end]) for s in spans)

    def called(self, name: str) -> str:
        """A name with the article it has in the question: "the Ever Given"."""
        match = re.search(rf"\bthe {re.escape(name)}\b", self.question.text, re.IGNORECASE)
        return f"the {name}" if match else name

    # --- things ---------------------------------------------------------------------------

    def things(self, pointer: Pointer) -> Iterator[tuple[str | None, ...]]:
        """Groups of what "it" or "that" may be, the likeliest first."""
        acts = pointer.role is Role.SUBJECT and pointer.verb in _ACTING and not pointer.passive
        if pointer.sort is Sort.THAT:
            yield (self.topic,)
            if self.question.actor is None:
                yield self.whom
        elif pointer.role is Role.OBJECT:
            done, noun = self._done(pointer.verb), self._asked_for if self._chooses else None
            yield from ((done,), (noun,), (self.topic,), (self._asked_for,))
            # "Whom did Japan meet?", "Who met it?" is asked of another; but "be" tells nothing.
            if pointer.verb != self.question.verb or pointer.verb == "be":
                yield self.whom
        elif acts or pointer.role is Role.OWNER:
            yield from (self.whom, (self.topic,))
        else:
            yield from (self._things_first(), self.whom, (self.topic,))

    def _things_first(self) -> tuple[str | None, ...]:
        """What is no country: nobody asks how long Japan is, or when it was signed."""
        if any(country_of(each) is None for each in self.whom):
            return self.whom
        return (self.topic,) if self.topic and country_of(self.topic) is None else ()

    @cached_property
    def whom(self) -> tuple[str, ...]:
        """The one asked about, else the subject, else a name; several where they are joined."""
        q = self.question
        if q.actor:
            return tuple(map(self.called, q.actors))
        joined = self.joined
        subject = self._subject()
        if subject is not None:
            return joined if len(joined) > 1 and joined[0] in subject else (subject,)
        return tuple(self.called(name.text) for name in q.names[:1])

    def _subject(self) -> str | None:
        """Of a question for a person, "the owner of the ship", it is the ship."""
        for clause in self.parsed.clauses:
            head = self.parsed.tokens[clause.head]
            asks = any(self.parsed.tokens[i].tag in (*_WH, "EX") for i in clause.subject)
            if asks or head.pos == "PRON":
                continue
            if self.question.text.lower().startswith("who ") and head.pos == "NOUN":
                inner = [i for i in clause.subject if self.parsed.tokens[i].dep == "pobj"]
                return self._phrase(inner[0]) if inner else None
            return self.parsed.words(clause.subject)
        return None

    def _phrase(self, head: int) -> str:
        return self.parsed.words(self.parsed.subtree(head)).rstrip("?. ")

    @cached_property
    def joined(self) -> tuple[str, ...]:
        """The names that the question joins by "and", each for itself."""
        for i, token in enumerate(self.parsed.tokens):
            chain = [c for c in self.parsed.children(i) if self.parsed.tokens[c].dep == "conj"]
            if chain and token.pos == "PROPN":
                chain += [k for c in chain for k in self._further(c)]
                words = [token.text, *(self.parsed.tokens[c].text for c in chain)]
                names = [n.text for n in self.question.names]
                full = [next((n for n in names if w in n.split()), w) for w in words]
                return tuple(dict.fromkeys(map(self.called, full)))
        return ()

    def _further(self, i: int) -> Iterator[int]:
        for child in self.parsed.children(i):
            if self.parsed.tokens[child].dep == "conj":
                yield child
                yield from self._further(child)

    @cached_property
    def topic(self) -> str | None:
        """What the question is about, without whom it asks."""
        for i, token in enumerate(self.parsed.tokens):
            if token.dep not in ("pobj", "dobj") or token.tag in _WH:
                continue
            if token.dep == "pobj" and self.parsed.tokens[token.head].lemma not in _ABOUT:
                continue
            words = self._phrase(i)
            of_time = token.lemma in _TIMES or words[-4:].isdigit()
            if not of_time and words != self.question.actor and not self._asks(i):
                return words
        return None

    def _asks(self, i: int) -> bool:
        return any(self.parsed.tokens[j].tag in _WH for j in self.parsed.subtree(i))

    def _done(self, verb: str) -> str | None:
        """What the answer says was signed, where "What did they sign?" was asked and now "it" is
        what somebody signed."""
        asks_what = self.asked.lower().startswith("what ")
        if not verb or verb != self.question.verb or not asks_what:
            return None
        for parsed in self.sentences:
            for i, token in enumerate(parsed.tokens):
                if token.dep == "dobj" and parsed.tokens[token.head].lemma == verb:
                    first = min(k for k in parsed.subtree(i) if k <= i)
                    words = parsed.words(range(first, i + 1))
                    # The end of a name such as "Declaration on Security Cooperation".
                    goes_on = _NAME_GOES_ON.match(parsed.text, token.end)
                    words += goes_on[0] if goes_on else ""
                    return re.sub(r"^(?:an?|the|its|their) ", "the ", words, flags=re.IGNORECASE)
        return None

    @property
    def _chooses(self) -> bool:
        """Whether a thing is asked for by its noun: "what limit", but not "what view"."""
        match = _ASKED_NOUN.match(self.question.text)
        return match is not None and match[1].lower() not in _OF_ANOTHER

    @cached_property
    def _asked_for(self) -> str | None:
        """ "What limit did X set on Y?": the limit that X did set on Y."""
        match = re.match(
            r"(?:what|which)(?: (?P<noun>[\w -]+?))? (?P<aux>did|does|do|has|had)"
            r" (?P<rest>.+?)\W*$",
            self.question.text,
            re.IGNORECASE,
        )
        if match is None:
            return None
        start = match.start("rest")
        behind = [t for t in self.parsed.tokens if t.pos in ("VERB", "NOUN") and t.start > start]
        root = self.parsed.tokens[self.parsed.root]
        # A verb is sometimes taken for a noun, but never for the subject.
        likely = sorted(behind, key=lambda t: (t.pos != "VERB", t.dep == "nsubj"))
        verb = root if root.start > start else next(iter(likely), None)
        if verb is None:
            return None
        subject = self.question.text[start : verb.start].strip()
        rest = self.question.text[verb.start : match.end("rest")]
        of_it = f"the {match['noun']} that" if match["noun"] else "what"
        return f"{of_it} {subject} {match['aux']} {rest}"

    # --- several, and places --------------------------------------------------------------

    def several(self, pointer: Pointer) -> Iterator[str | None]:
        """What "they" may be, the likeliest first."""
        whom = self.whom
        every = " and ".join(whom) if len(whom) < 3 else f"{', '.join(whom[:-1])} and {whom[-1]}"
        if len(whom) > 1 or (pointer.verb in _ACTING and self.question.actor):
            yield every or None
        yield self._plural()
        yield every or None

    def _plural(self) -> str | None:
        for i, token in enumerate(self.parsed.tokens):
            if token.tag in ("NNS", "NNPS") and token.lemma not in _TIMES:
                return self._phrase(i) if not self._asks(i) else self._noun(i)
        return None

    @cached_property
    def asked_noun(self) -> str | None:
        """The noun that is counted or chosen: "Tomahawk missiles" in "how many Tomahawk ..."."""
        for i, token in enumerate(self.parsed.tokens):
            if token.pos in ("NOUN", "PROPN") and self._asks(i):
                return self._noun(i)
        return None

    def _noun(self, i: int) -> str:
        """A noun with the words that belong before it, without those that ask."""
        first = i
        while first and self.parsed.tokens[first - 1].dep in ("compound", "amod", "nmod", "poss"):
            if self.parsed.tokens[first - 1].lemma in ("many", "much"):
                break
            first -= 1
        return self.parsed.words(range(first, i + 1))

    @property
    def places(self) -> Iterator[str]:
        """Where something was said to be; the answer's own place where that was asked for."""
        if self.question.asks is Asks.PLACE:
            for parsed in self.sentences[:1]:
                yield from (e.text for e in parsed.entities if e.label in ("GPE", "LOC", "FAC"))
        for i, token in enumerate(self.parsed.tokens):
            place = token.dep == "pobj" and self.parsed.tokens[token.head].lemma in _IN
            if place and token.pos == "PROPN" and not CALENDAR.match(token.text):
                yield self._phrase(i)
        yield from (n.text for n in self.question.names if country_of(n.text))
