"""Opposites: a sentence that says "rose" where its source says "fell"; and near words.

Two small tables in the words of news. A pair is compared by the clause it stands in, so that
"exports rose and imports fell" does not contradict itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from rag.grammar import Parse
from rag.terms import content_terms, terms

_OPPOSITES = """
rise increase grow climb gain surge jump soar expand growth up improve swell double triple
  | fall decrease decline drop shrink slump plunge slip tumble dwindle
  contract contraction down worsen halve reduce reduction cut
higher more greater larger bigger most highest largest biggest longer above
  | lower less fewer smaller least lowest smallest shorter below
strengthen tighten bolster boost reinforce upgrade | weaken loosen ease undermine erode downgrade
win victory beat defeat | lose loss
before ahead earlier | after following later
support back favour favor endorse approve | oppose resist object condemn
accept agree allow permit authorize authorise | reject refuse ban forbid prohibit bar block veto
begin start launch open resume | end stop finish close suspend halt cease
buy purchase import | sell sale export
join enter | leave quit exit withdraw withdrawal
include including | exclude excluding
friend ally partner friendly | enemy foe adversary rival hostile
arrive arrival | depart departure
north northern | south southern
east eastern | west western
first | last
safe secure | unsafe dangerous
succeed success | fail failure
guilty convict conviction | innocent acquit acquittal
alive survive | dead die kill
major | minor
optimistic | pessimistic
praise welcome hail | criticise criticize condemn denounce
warm warming | cool cooling
offensive | defensive
public | private
legal | illegal
possible | impossible
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
_THAN_NUMBER = re.compile(
    r"\b(?:more|less|fewer|higher|lower|greater)\s+than\s+(?:[$€£¥]?\d|\w+ty\b)"
)


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


_BREAK = re.compile(r"[,;:—()]|\b(?:and|but|while|whereas|although|though|yet)\b")


def _clauses(text: str) -> Iterator[tuple[tuple[str, ...], frozenset[str]]]:
    """All stems of each clause, and those that carry matter."""
    for part in _BREAK.split(_THAN_NUMBER.sub(" ", text)):
        if part.strip():
            yield terms(part), frozenset(content_terms(part))


def opposed(claims: Sequence[Parse], sources: Sequence[Parse]) -> str | None:
    """The claim's word whose opposite alone the source has for the same matter, in words."""
    there = [clause for source in sources for clause in _clauses(source.text)]
    for claim in claims:
        for words, matter in _clauses(claim.text):
            for word in words:
                for pair, side in _sides().get(word, ()):
                    if _is_opposed(matter - {word}, pair, side, there):
                        said = _written(claim.text, word)
                        return f"says '{said}' where the passage it cites says the opposite"
    return None


def _is_opposed(
    matter: frozenset[str],
    pair: int,
    side: int,
    there: Sequence[tuple[tuple[str, ...], frozenset[str]]],
) -> bool:
    """Whether the clauses that share most with this one have the pair's other side only."""
    here = [(len(matter & m), _sides_in(words, pair)) for words, m in there]
    here = [(shared, sides) for shared, sides in here if sides]
    if not here:
        return False
    most = max(shared for shared, _ in here)
    best = [sides for shared, sides in here if shared == most]
    everywhere = {s for _, sides in here for s in sides}
    if side not in everywhere:
        return most > 0
    return most > 0 and all(side not in sides for sides in best)


def _sides_in(words: Sequence[str], pair: int) -> set[int]:
    return {side for word in words for p, side in _sides().get(word, ()) if p == pair}


def _written(text: str, stem: str) -> str:
    return next((w for w in re.findall(r"[\w-]+", text) if stem in terms(w)), stem)
