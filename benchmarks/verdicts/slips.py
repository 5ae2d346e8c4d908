"""Faults of single words: a number, a date, a name, a quoted word, a direction, a quantity."""

from __future__ import annotations

import re

from rag.grammar import Entity, Parse
from rag.retrieval.names import country_of
from verdicts.forms import OPPOSITES, as_written, replaced
from verdicts.pool import Made, Pool, Source

_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_SMALL = "two three four five six seven eight nine ten".split()
_WIDER = {
    "some": "all",
    "many": "all",
    "most": "all",
    "several": "all",
    "few": "all",
    "often": "always",
    "sometimes": "always",
    "usually": "always",
    "mostly": "entirely",
    "largely": "entirely",
    "partly": "entirely",
    "generally": "always",
    "typically": "always",
    "half": "all",
    "mainly": "only",
    "two": "all",
    "three": "all",
    "four": "all",
    "five": "all",
    "rarely": "never",
    "occasionally": "always",
    "primarily": "only",
    "nearly": "",
    "almost": "",
    "a": "every",
    "an": "every",
}


def number(source: Source, pool: Pool) -> Made:
    dates = [
        (e.start, e.end)
        for e in source.parse.entities
        if e.label in ("DATE", "TIME", "PERSON", "GPE")
    ]
    places = [
        i
        for i, t in enumerate(source.parse.tokens)
        if t.pos == "NUM"
        and not any(a <= t.start < b for a, b in dates)
        and t.text.lower() != "one"
    ]
    if not places:
        return None
    i = pool.draw.choice(places)
    new = _other_number(source.parse.tokens[i].text, pool)
    if new is None or new.lower() in source.text.lower().split():
        return None
    return replaced(source.parse, {i: new}), f"{source.parse.tokens[i].text} became {new}"


def _other_number(text: str, pool: Pool) -> str | None:
    if text.lower() in _SMALL:
        return as_written(text, pool.draw.choice([w for w in _SMALL if w != text.lower()]))
    if text.lower() in ("million", "billion", "trillion", "thousand"):
        return pool.draw.choice(
            [w for w in ("million", "billion", "trillion") if w != text.lower()]
        )
    if not re.fullmatch(r"\$?\d[\d,]*(?:\.\d+)?", text):
        return None
    at = pool.draw.choice([k for k, c in enumerate(text) if c.isdigit()])
    least = 1 if at == 0 or text[at - 1] == "$" else 0
    digit = pool.draw.choice([d for d in map(str, range(least, 10)) if d != text[at]])
    return text[:at] + digit + text[at + 1 :]


def date(source: Source, pool: Pool) -> Made:
    inside = [e for e in source.parse.entities if e.label == "DATE"]
    places = [
        (i, new)
        for i, t in enumerate(source.parse.tokens)
        if any(e.start <= t.start < e.end for e in inside)
        and (new := _other_day(t.text, pool))
        and new not in source.text
    ]
    if not places:
        return None
    i, new = pool.draw.choice(places)
    return replaced(source.parse, {i: new}), f"{source.parse.tokens[i].text} became {new}"


def _other_day(text: str, pool: Pool) -> str | None:
    for row in (_MONTHS, _DAYS):
        if text in row:
            return pool.draw.choice([w for w in row if w != text])
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return str(int(text) + pool.draw.choice([-9, -3, -2, -1, 1, 2, 3]))
    if re.fullmatch(r"\d{1,2}", text):
        return str(pool.draw.choice([n for n in range(1, 29) if n != int(text)]))
    swaps = {
        "last": "next",
        "next": "last",
        "yesterday": "tomorrow",
        "weeks": "months",
        "months": "weeks",
        "years": "months",
        "days": "weeks",
    }
    return swaps.get(text)


def name(source: Source, pool: Pool) -> Made:
    entities = [
        e
        for e in source.parse.entities
        if e.label in ("PERSON", "GPE", "ORG") and e.text[0].isupper()
    ]
    if not entities:
        return None
    old = pool.draw.choice(entities)
    new = pool.other(pool.names.get(old.label, ()), source)
    if (
        new is None
        or country_of(new) == (country_of(old.text) or "")
        or new in old.text
        or old.text in new
    ):
        return None
    return _with(source.parse, old, new), f"{old.text} became {new}"


def _with(parse: Parse, old: Entity, new: str) -> str:
    kept = match.group() if (match := re.search(r"['’]s?$", old.text)) else ""
    lead = match.group() if (match := re.match(r"[Tt]he ", old.text)) else ""
    return parse.text[: old.start] + lead + new + kept + parse.text[old.end :]


def quote(source: Source, pool: Pool) -> Made:
    match = re.search(r"[“\"]([^“”\"]{15,})[”\"]", source.text)
    if match is None:
        return None
    inside = [
        i
        for i, t in enumerate(source.parse.tokens)
        if match.start(1) <= t.start < match.end(1)
        and t.tag in pool.words
        and t.text.isalpha()
        and len(t.text) > 3
    ]
    if not inside:
        return None
    i = pool.draw.choice(inside)
    token = source.parse.tokens[i]
    new = pool.draw.choice(pool.words[token.tag])
    if new == token.text:
        return None
    return replaced(source.parse, {i: as_written(token.text, new)}), f"{token.text} became {new}"


def comparison(source: Source, pool: Pool) -> Made:
    tokens = source.parse.tokens
    places = [
        i
        for i, t in enumerate(tokens)
        if t.text.lower() in OPPOSITES and t.dep != "prt" and tokens[i - 1].lemma != "no"
    ]
    if not places:
        return None
    i = pool.draw.choice(places)
    token = source.parse.tokens[i]
    new = as_written(token.text, OPPOSITES[token.text.lower()])
    return replaced(source.parse, {i: new}), f"{token.text} became {new}"


def general(source: Source, pool: Pool) -> Made:
    tokens = source.parse.tokens
    places = [
        i
        for i, t in enumerate(tokens)
        if t.text.lower() in _WIDER
        and not (
            t.text.lower()
            in (
                "a",
                "an",
                "few",
                "nearly",
                "almost",
                "two",
                "three",
                "four",
                "five",
                "half",
                "most",
                "many",
            )
            and not _counts(source.parse, i)
        )
    ]
    if not places:
        return None
    i = pool.draw.choice(places)
    new = _WIDER[tokens[i].text.lower()]
    edits = {i: as_written(tokens[i].text, new)}
    if tokens[i].text.lower() == "few" and i and tokens[i - 1].text.lower() == "a":
        edits[i - 1] = ""
    return re.sub(
        r" {2,}", " ", replaced(source.parse, edits)
    ).strip(), f"{tokens[i].text} became {new or 'nothing'}"


def _counts(parse: Parse, i: int) -> bool:
    """Whether the word tells how many of what there are."""
    token, head = parse.tokens[i], parse.tokens[parse.tokens[i].head]
    if token.text.lower() in ("nearly", "almost"):
        return i + 1 < len(parse.tokens) and parse.tokens[i + 1].text.lower() in (
            "all",
            "every",
            "everyone",
            "everything",
            "always",
        )
    if token.text.lower() in ("a", "an"):
        return (
            token.dep == "det"
            and head.dep == "nsubj"
            and head.tag == "NN"
            and parse.tokens[i + 1].tag in ("NN", "JJ")
        )
    before = parse.tokens[i - 1] if i else None
    bare = before is None or (
        before.pos not in ("DET", "PRON", "NUM")
        and before.text not in ("than", "about", "over", "for", "just", "least")
    )
    return (
        bare
        and token.dep in ("nummod", "amod")
        and head.tag == "NNS"
        and head.lemma not in ("year", "month", "week", "day", "hour")
    )
