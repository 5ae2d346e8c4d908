"""Reports that nobody wrote, each with a question that it alone answers; the same for one seed.

A report has a person, a place and a project, which other reports have too: together they are one
report's alone. Around what is asked for stand sentences of the same words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

SYLLABLES = "bar den fol gri hal jor kem lan mir nor pol ras sten tor vik wes yal zan".split()
PROJECTS = """harbour bridge ferry clinic school reservoir tramway airport library stadium quarry
orchard dam mill tunnel lighthouse museum market station pipeline""".split()
DEEDS = "reopen close expand repair inspect sell fund postpone cancel restore widen".split()
UNITS = "workers visitors families tonnes engineers passengers volunteers lorries".split()
OUTLETS = tuple(f"The {name}" for name in "Courier,Herald,Star,Gazette,Echo,Post,Review".split(","))
NOUNS = """council budget winter report committee contract engineers deadline region minister
harvest river storm survey plan agreement company residents strike inquiry permit repair supply
traffic price export union court vote season loan grant border fishery railway weather""".split()
VERBS = """discussed delayed welcomed criticised measured rejected approved reviewed compared
announced questioned completed described feared expected""".split()
WHERE = "in the north,along the coast,after the storm,before the vote,this week".split(",")


@dataclass(frozen=True)
class Report:
    """One article, and what is asked of it."""

    id: str
    title: str
    text: str
    source: str
    published: str
    question: str


def reports(count: int, seed: int = 1) -> Iterator[Report]:
    """``count`` of them, of about three and a half chunks each."""
    chance = Random(f"{seed}-{count}")
    people = [f"{_name(chance)} {_name(chance)}" for _ in range(max(4, count // 4))]
    places = [_name(chance) for _ in range(max(4, count // 6))]
    known: set[tuple[str, str, str]] = set()
    while len(known) < count:
        about = (chance.choice(people), chance.choice(places), chance.choice(PROJECTS))
        if about not in known:
            known.add(about)
            yield _report(chance, f"report-{seed}-{len(known)}", *about)


def _report(chance: Random, id: str, person: str, place: str, project: str) -> Report:
    deed, unit, outlet = chance.choice(DEEDS), chance.choice(UNITS), chance.choice(OUTLETS)
    fact = (
        f"{person} told {outlet} that the {project} in {place} would {deed} with "
        f"{chance.randrange(20, 9000)} {unit}."
    )
    paragraphs = [_paragraph(chance, place, project) for _ in range(chance.randint(6, 11))]
    at = chance.randrange(len(paragraphs))
    paragraphs[at] = f"{fact} {paragraphs[at]}"
    return Report(
        id=id,
        title=f"{place} and its {chance.choice(NOUNS)}",
        text="\n\n".join(paragraphs),
        source=outlet,
        published=str(date(2015, 1, 1) + timedelta(days=chance.randrange(3_600))),
        question=f"How many {unit} did {person} name for the {project} in {place}?",
    )


def _paragraph(chance: Random, place: str, project: str) -> str:
    return " ".join(_sentence(chance, place, project) for _ in range(chance.randint(3, 5)))


def _sentence(chance: Random, place: str, project: str) -> str:
    first, second, third = chance.choices(NOUNS, k=3)
    where = chance.choice([f"in {place}", f"near the {project}", *WHERE])
    number = chance.randrange(2, 400)
    return (
        f"The {first} {chance.choice(VERBS)} the {second} {where}, and {number} {third}s "
        f"{chance.choice(VERBS)} what {_name(chance)} had {chance.choice(VERBS)} there."
    )


def _name(chance: Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 3))).title()


def written(folder: Path, some: list[Report]) -> Path:
    """The reports as Markdown files, as a collection is usually kept."""
    folder.mkdir(parents=True)
    for each in some:
        front = f"title: {each.title}\nsource: {each.source}\npublished: {each.published}"
        body = f"---\nid: {each.id}\n{front}\n---\n\n{each.text}\n"
        (folder / f"{each.id}.md").write_text(body, encoding="utf-8")
    return folder


def rows(file: Path, some: list[Report]) -> Path:
    """The reports as one file of JSON Lines."""
    names = ("id", "title", "text", "source", "published")
    lines = [json.dumps({n: getattr(each, n) for n in names}) for each in some]
    file.write_text("\n".join(lines).replace('"published"', '"published_at"') + "\n", "utf-8")
    return file
