"""Whether two names are of one speaker: a person is not the government that bears the name.

"Kishida's cabinet", "the Biden administration", "Navalny's widow" are not Kishida, Biden, Navalny;
"Prime Minister Kishida" is Fumio Kishida, and speaks for Japan, but is not the government of Japan.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.answering.accounts import Act
from rag.answering.roles import ANY_OFFICE, BODIES, PERSON_ROLES, ROLES, TITLES
from rag.retrieval.names import actors_in, aliases, country_of, pattern
from rag.terms import content_terms

_GOVERNMENT = frozenset("government administration cabinet authorities regime".split())
_WORDS = re.compile(r"[\w'’.-]+")
_POSSESSED = r"['’]s?\s+(?!$)\w"


def is_by(act: Act, actor: str) -> bool:
    """Whether the actor, or a person or office of the actor, is the one who says or does it."""
    countries = actors_in(actor)
    plain = " ".join(w for w in actor.split() if not (countries and w.lower() in ANY_OFFICE))
    wanted = [t for t in content_terms(plain) if t not in _country_terms(countries)]
    if countries and not set(countries) & set(act.of):
        return False
    if not wanted:
        return True
    if not countries:
        if _is_anothers(act.subject, actor):
            return False
        if pattern((actor,)).search(act.subject) or _by_surname(act, actor):
            return True
    held = set(content_terms(act.subject))
    # Of "NATO's 2022 Strategic Concept" a text may say no more than "the Strategic Concept".
    owned = [t for t in content_terms(re.split(r"['’]s?\s", plain)[-1]) if not t.isdigit()]
    return sum(term in held for term in wanted) >= 0.6 * len(wanted) or (
        len(owned) > 1 and set(owned) <= held
    )


def is_own_voice(act: Act, actor: str) -> bool:
    """Whether the actor itself speaks, and not its head: :func:`is_by`, but where a government is
    asked for, nobody who bears a name and speaks for no body of it."""
    if not is_by(act, actor):
        return False
    asked = {word.lower() for word in _WORDS.findall(actor)}
    if not (asked & _GOVERNMENT and actors_in(actor)):
        return True
    words = {word.lower().removesuffix("s") for word in _WORDS.findall(act.subject)}
    return bool(words & BODIES) or (name_of(act.subject) is None and not words & PERSON_ROLES)


def _is_anothers(subject: str, actor: str) -> bool:
    """Whether the name stands in a subject only as the owner of somebody or something else."""
    last = actor.split()[-1]
    if not last[:1].isupper() or last.lower() in ROLES | BODIES:
        return False
    places = list(re.finditer(rf"\b{re.escape(last)}\b", subject))
    return bool(places) and all(_owns(subject[place.end() :], actor) for place in places)


def _owns(behind: str, actor: str) -> bool:
    """Whether what stands behind a name is its own: "'s cabinet", " administration".

    Whoever speaks for a company, "Orvex's spokesman", is the company's voice; not a person's.
    """
    following = _WORDS.findall(behind.partition(",")[0])
    if not following or behind.startswith(","):
        return False
    if re.match(_POSSESSED, behind):
        speaks = any(word.startswith(("spokes", "represent")) for word in following)
        return not (speaks and len(actor.split()) == 1)
    return following[0].lower() in BODIES


def _by_surname(act: Act, actor: str) -> bool:
    """ "Kishida" and "Prime Minister Kishida" are Fumio Kishida, "Yuko Kishida" is not."""
    *given, last = actor.split()
    named = given and len(given) < 3 and all(word[:1].isupper() for word in (*given, last))
    if not named or last.lower() in ROLES:
        return False
    found = re.search(rf"(?:\b(\w+) )?\b{re.escape(last)}\b", act.subject)
    return found is not None and (
        found[1] is None or not found[1][:1].isupper() or found[1].lower() in ROLES
    )


def _country_terms(countries: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        t for country in countries for name in aliases(country) for t in content_terms(name)
    )


@lru_cache(maxsize=4096)
def name_of(speaker: str) -> tuple[str, ...] | None:
    """The words of a person's name in what an article calls them; None for a body or a country."""
    for part in speaker.split(","):
        words = _WORDS.findall(part)
        if not words or words[-1].lower() in BODIES:
            continue
        run: list[str] = []
        for word in words:
            if _is_of_a_name(word):
                run.append(word)
            elif run:
                break
        if run and country_of(" ".join(run)) is None:
            return tuple(run)
    return None


def _is_of_a_name(word: str) -> bool:
    lower = word.lower()
    return (
        word[:1].isupper()
        and not word.endswith(("'s", "’s"))
        and lower not in ROLES | TITLES | BODIES
        and country_of(word) is None
    )


def same_speaker(one: str, other: str) -> bool:
    """Whether two ways to call a speaker are of one: "Wang" and "spokesman Wang Wenbin"."""
    if one.lower().removeprefix("the ") == other.lower().removeprefix("the "):
        return True
    ours, theirs = name_of(one), name_of(other)
    if not ours or not theirs:
        return False
    short, long = sorted((ours, theirs), key=len)
    return short[-1] in long if len(short) == 1 else short == long[-len(short) :]
