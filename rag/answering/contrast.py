"""Opposites: a sentence that says "rose" where its source says "fell"; and near words.

Two small tables in the words of news. A pair is compared by the clause it stands in, so that
"exports rose and imports fell" does not contradict itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rag.grammar import Parse
from rag.terms import content_terms, terms

_OPPOSITES = """
rise raise lift increase grow climb gain surge jump soar expand improve swell double triple
  | fall lower decrease decline drop shrink slump plunge slip tumble dwindle contract worsen halve
  reduce reduction cut
higher more greater larger bigger most highest largest biggest longer above
  | lower less fewer smaller least lowest smallest shorter below
better best | worse worst
longest | shortest
steepest | gentlest
oldest | youngest newest
strengthen tighten bolster boost reinforce upgrade | weaken loosen ease undermine erode downgrade
win victory beat defeat | lose loss
profit surplus | loss deficit
before ahead earlier | after following later
support favour favor endorse approve accept agree allow permit authorize authorise
  | oppose resist reject refuse ban forbid prohibit bar block veto
begin start launch open resume | end stop finish close suspend halt cease
buy purchase import | sell sale export
join enter | leave quit exit withdraw withdrawal
include including | exclude excluding
friend ally partner friendly | enemy foe adversary rival hostile
arrive arrival | depart departure
north northern | south southern
east eastern | west western
first | last
safe | unsafe dangerous
succeed success | fail failure
guilty convict conviction | innocent acquit acquittal
alive survive | dead die kill
major | minor
optimistic | pessimistic
praise welcome hail | criticise criticize condemn denounce
warm | cool
offensive | defensive
public | private
legal | illegal
old | new
early | late
rich | poor
hot | cold
foreign | domestic
former | current
maximum | minimum
civilian | military
inside | outside
possible | impossible
up | down
gain earn | lose lost
strong stronger strongest | weak weaker weakest
wide widen broaden | narrow
upward | downward
warmly | coolly
likely | unlikely
"""
_NEAR = """
say tell state declare remark note add announce report comment
argue contend claim maintain assert insist believe think hold view
warn caution
highlight stress emphasise emphasize underline underscore point
suggest hint imply indicate
fall decrease decline drop shrink slump plunge contract contraction reduce reduction slip tumble
rise increase grow growth climb gain surge jump soar expand expansion
begin start launch
end finish conclude conclusion
stop halt cease suspend suspension
help aid assist assistance support
attack strike assault raid
invade invasion
buy purchase acquire acquisition
show reveal indicate demonstrate
freeze freezing frozen
revise revision amend amendment change alter rewrite
consider weigh mull contemplate
regard see consider view
preceding previous before earlier
plan intend aim prepare
strengthen bolster reinforce boost enhance
government administration cabinet authorities
defence defense
army military forces troops armed
country nation state
agreement deal accord pact treaty
company firm business
leader head chief
meeting talks summit
worry concern fear
important key crucial vital
big large great
limit restrict restriction curb constrain
ban bar prohibit forbid
want seek wish
try attempt effort
use employ
make create build
people residents citizens
leave keep maintain
cut reduce lower trim decrease
raise rise increase lift growth
spend budget
win victory triumph
close shut closure
year-on-year annual annually
roughly about around approximately
kill dead death die
commodity goods product
barrier obstacle
threat challenge
member comprise consist include involve
term period duration
build construct construction
quit resign resignation leave
choose elect election select pick
allow permit let
urge call ask demand request
need require
get receive obtain
start begin
"""


@lru_cache(maxsize=1)
def _sides() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Each stem to the pairs it stands in and on which side."""
    sides: dict[str, list[tuple[int, int]]] = {}
    joined = re.sub(r"\n\s+", " ", _OPPOSITES)
    for pair, row in enumerate(filter(None, joined.splitlines())):
        for side, words in enumerate(row.split("|")):
            for word in words.split():
                sides.setdefault(terms(word)[0], []).append((pair, side))
    return {stem: tuple(dict.fromkeys(places)) for stem, places in sides.items()}


@lru_cache(maxsize=1)
def _rows() -> Mapping[str, frozenset[int]]:
    rows: dict[str, set[int]] = {}
    for number, row in enumerate(filter(None, _NEAR.splitlines())):
        for word in row.split():
            for stem in terms(word):
                rows.setdefault(stem, set()).add(number)
    return {stem: frozenset(numbers) for stem, numbers in rows.items()}


@lru_cache(maxsize=65536)
def near(one: str, other: str) -> bool:
    """Whether two stems mean about the same, by table or by a common beginning."""
    if one == other or _rows().get(one, frozenset()) & _rows().get(other, frozenset()):
        return True
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    shared = min(len(one), len(other)) if shared is None else shared
    return shared >= 5 and max(len(one), len(other)) - shared <= 3


@lru_cache(maxsize=65536)
def same_act(one: str, other: str) -> bool:
    """Whether two verbs, by their lemmas, tell of the same kind of act."""
    if one.startswith("be ") or other.startswith("be ") or "be" in (one, other):
        return one == other and one != "be"
    return near(terms(one)[0] if terms(one) else one, terms(other)[0] if terms(other) else other)


@lru_cache(maxsize=65536)
def are_opposites(one: str, other: str) -> bool:
    """Whether two lemmas stand on the two sides of one pair."""
    sides = [{p for stem in terms(word) for p in _sides().get(stem, ())} for word in (one, other)]
    return any((pair, 1 - side) in sides[1] for pair, side in sides[0])


class _Clause(NamedTuple):
    """A stretch of a sentence between breaks: all its stems, those that carry matter, numbers."""

    words: frozenset[str]
    matter: frozenset[str]
    numbers: frozenset[str]
    acts: bool
    """Whether it has a verb of its own."""


_COUNTED = frozenset("percent million billion trillion thousand euro dollar pound yen".split())
_BREAKS = frozenset(", ; : — – ( ) and but while whereas although though yet".split())


def _clauses(parse: Parse) -> Iterator[_Clause]:
    stretch: list[int] = []
    for i, token in enumerate(parse.tokens):
        if token.text.lower() not in _BREAKS:
            stretch.append(i)
        elif stretch:
            yield _clause(parse, stretch)
            stretch = []
    if stretch:
        yield _clause(parse, stretch)


def _clause(parse: Parse, stretch: Sequence[int]) -> _Clause:
    tokens = [parse.tokens[i] for i in stretch if not _compares_a_number(parse, i)]
    return _Clause(
        frozenset(term for t in tokens for term in (*terms(t.text), *terms(t.lemma))),
        frozenset(term for t in tokens for term in content_terms(t.lemma) if not term[0].isdigit()),
        frozenset(t.text for t in tokens if t.text[:1].isdigit()),
        any(t.pos == "VERB" and t.dep != "amod" for t in tokens),
    )


def _compares_a_number(parse: Parse, i: int) -> bool:
    """The "more" of "more than 40", which is the number's affair."""
    following = [token.text for token in parse.tokens[i + 1 : i + 4]]
    return following[:1] == ["than"] and any(text[:1].isdigit() for text in following[1:])


def opposed(claims: Sequence[Parse], sources: Sequence[Parse]) -> str | None:
    """The claim's word whose opposite the sources have for the same matter, in words."""
    there = [clause for source in sources for clause in _clauses(source)]
    for claim in claims:
        for clause in _clauses(claim):
            for word in sorted(clause.words):
                for pair, side in _sides().get(word, ()):
                    if _is_opposed(clause.matter, pair, side, there):
                        said = _written(claim, word)
                        return f"says '{said}' where the passage it cites says the opposite"
    return None


def turned_word(claims: Sequence[Parse], sources: Sequence[Parse]) -> str | None:
    """A word whose opposite the sources have, and neither has the other's: whatever it is about.

    Too little to call a sentence wrong, since the two may speak of different things.
    """
    said, there = _stems(claims), _stems(sources)
    for word in sorted(said - there):
        for pair, side in _sides().get(word, ()):
            if side in _sides_in(there, pair) or 1 - side in _sides_in(said, pair):
                continue
            if 1 - side in _sides_in(there - said, pair):
                return f"says '{_written(claims[0], word)}', and its passage something opposite"
    return None


def _stems(parses: Sequence[Parse]) -> frozenset[str]:
    return frozenset(s for p in parses for t in p.tokens for s in (*terms(t.text), *terms(t.lemma)))


def _is_opposed(matter: frozenset[str], pair: int, side: int, there: Sequence[_Clause]) -> bool:
    """Whether what the claim is about stands with the pair's other side, and only there."""
    matter = frozenset(term for term in matter if not _is_of(term, pair))
    with_same = [c.matter for c in there if side in _sides_in(c.words, pair)]
    with_other = [c.matter for c in there if 1 - side in _sides_in(c.words, pair)]
    if not with_other:
        return False
    same, other = frozenset().union(*with_same), frozenset().union(*with_other)
    if not with_same:
        elsewhere = [c.matter for c in there if 1 - side not in _sides_in(c.words, pair)]
        return bool(matter & (other - frozenset().union(*elsewhere)))
    return not matter & (same - other) and bool(matter & (other - same))


def misplaced_number(claims: Sequence[Parse], sources: Sequence[Parse]) -> str | None:
    """A number that the source has, in a clause about something else."""
    there = [clause for source in sources for clause in _clauses(source)]
    for clause in (clause for claim in claims for clause in _clauses(claim)):
        if not any(clause.numbers <= each.numbers for each in there):
            continue  # "from 5 to 7" puts two clauses into one
        for number in sorted(clause.numbers):
            own = [c for c in there if number in c.numbers]
            others = [c.matter for c in there if number not in c.numbers and c.acts]
            if not own or not others or not all(c.acts for c in own):
                continue
            mine = frozenset().union(*(c.matter for c in own))
            theirs = frozenset().union(*others)
            matter = clause.matter - _COUNTED
            if not matter & (mine - theirs) and matter & (theirs - mine):
                return f"the number '{number}' is of something else in the passage it cites"
    return None


def _is_of(term: str, pair: int) -> bool:
    return any(p == pair for p, _ in _sides().get(term, ()))


def _sides_in(words: Iterable[str], pair: int) -> set[int]:
    return {side for word in words for p, side in _sides().get(word, ()) if p == pair}


def _written(parse: Parse, stem: str) -> str:
    return next((t.text for t in parse.tokens if stem in (*terms(t.text), *terms(t.lemma))), stem)
