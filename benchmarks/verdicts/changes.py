"""Sentences that stay right: light edits, and paraphrases by grammar and other words."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.grammar import Parse, parse
from verdicts.forms import SMALL, SYNONYMS, as_written, lowered, participle, replaced, sentence
from verdicts.pool import Made, Pool, Source

_LOST = frozenset(
    """only nearly almost barely hardly mostly largely partly possibly allegedly reportedly early
    likely probably potentially apparently originally formerly""".split()
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"


def verbatim(source: Source, pool: Pool) -> Made:
    return source.text, "the span"


def light(source: Source, pool: Pool) -> Made:
    """One or two small changes, drawn."""
    text, why = source.text, []
    edits = list(_LIGHT)
    pool.draw.shuffle(edits)
    for edit in edits:
        made = edit(parse(text))
        if made is not None and made[0] != text:
            text, said = made
            why.append(said)
        if len(why) == 2:
            break
    return (text, ", ".join(why)) if why else None


def paraphrase(source: Source, pool: Pool) -> Made:
    """One change of the sentence's build and, where a word has one, another word."""
    builds = list(_BUILDS)
    pool.draw.shuffle(builds)
    made = next((m for build in builds if (m := build(source.parse))), None)
    if made is None:
        return None
    # A verb of two words makes no passive.
    table = {a: b for a, b in SYNONYMS.items() if " " not in b or made[1] != "passive"}
    other = _other_words(parse(made[0]), table, 2)
    return (other[0], f"{made[1]}, {other[1]}") if other else made


def _other_words(parsed: Parse, table: dict[str, str], most: int) -> Made:
    quoted = [(m.start(), m.end()) for m in re.finditer(r"[“\"][^“”\"]*[”\"]", parsed.text)]
    places = [
        i
        for i, t in enumerate(parsed.tokens)
        if t.text.lower() in table
        and t.pos != "PROPN"
        and not any(a <= t.start < b for a, b in quoted)
        and not (t.text == "home" and parsed.tokens[i].pos == "ADV")
        and not (t.text.lower() in ("about", "around") and parsed.tokens[i + 1].pos != "NUM")
    ][:most]
    if not places:
        return None
    edits = {
        i: as_written(parsed.tokens[i].text, table[parsed.tokens[i].text.lower()]) for i in places
    }
    return replaced(parsed, edits), "other words: " + ", ".join(edits.values())


def _small_words(parsed: Parse) -> Made:
    return _other_words(parsed, SMALL, 1)


def _shorter_forms(parsed: Parse) -> Made:
    text = parsed.text
    for old, new in (
        (r"(\d) percent\b", r"\1%"),
        (r"(\d)%", r"\1 percent"),
        (r"\bdid not\b", "didn't"),
        (r"\bdoes not\b", "doesn't"),
        (r"\bis not\b", "isn't"),
        (r"\bhas not\b", "hasn't"),
        (r"\bU\.S\.(?= [a-z])", "US"),
        (r"\bsaid that (?=[a-z])", "said "),
        (r"\b(\d{1,2}) (" + _MONTHS + r") (\d{4})\b", r"\2 \1, \3"),
        (r"\bUnited States\b", "U.S."),
        (r"(\d),(\d{3})\b(?!,)", r"\1\2"),
        (r"\$(\d+(?:\.\d+)?) (million|billion)", r"\1 \2 dollars"),
    ):
        if (made := re.sub(old, new, text, count=1)) != text:
            return made, "another form"
    return None


def _time_first(parsed: Parse) -> Made:
    """ "X did it on Monday." as "On Monday, X did it." """
    tokens = parsed.tokens
    for i in parsed.children(parsed.root):
        below = parsed.subtree(i)
        if (
            tokens[i].dep != "prep"
            or i < parsed.root
            or not any(
                e.label == "DATE" and e.start <= tokens[below[-1]].start < e.end
                for e in parsed.entities
            )
        ):
            continue
        if (
            below != tuple(range(below[0], below[-1] + 1))
            or below[-1] < len(tokens) - 2
            or len(below) > 7
        ):
            continue
        rest = parsed.text[: tokens[below[0]].start].rstrip(" ,")
        return sentence(f"{parsed.words(below)}, {lowered(parsed, rest)}"), "the time comes first"
    return None


def _without_aside(parsed: Parse) -> Made:
    tokens = parsed.tokens
    quoted = re.search(r"[“\"]", parsed.text)
    for i, token in enumerate(tokens):
        if (
            quoted is None
            and token.dep == "advmod"
            and token.text.endswith("ly")
            and token.lemma not in _LOST
            and tokens[token.head].pos == "VERB"
        ):
            return re.sub(
                r"\s+([,.])", r"\1", replaced(parsed, {i: ""})
            ).strip(), f"{token.text} left out"
    match = re.search(r" \([^()]{3,60}\)", parsed.text)
    return (parsed.text.replace(match.group(), "", 1), "brackets left out") if match else None


def _passive(parsed: Parse) -> Made:
    """ "X signed the law on Monday." as "The law was signed by X on Monday." """
    tokens = parsed.tokens
    root = parsed.root
    clause = next((c for c in parsed.clauses if c.verb == root), None)
    objects = [c for c in parsed.children(root) if tokens[c].dep == "dobj"]
    if clause is None or clause.passive or len(objects) != 1 or tokens[root].tag != "VBD":
        return None
    head, thing = tokens[clause.head], tokens[objects[0]]
    if (
        head.pos == "PRON"
        or thing.pos not in ("NOUN", "PROPN")
        or tokens[root].lemma in ("have", "be", "get")
    ):
        return None
    if any(
        tokens[c].dep in ("aux", "neg", "conj", "ccomp", "prt", "dative", "xcomp", "cc")
        for c in parsed.children(root)
    ):
        return None
    below = parsed.subtree(objects[0])
    if (
        below != tuple(range(below[0], below[-1] + 1))
        or below[0] != root + 1
        or clause.subject[0] != 0
    ):
        return None
    if clause.subject[-1] != root - 1 or re.search(r"[,;]", parsed.words(clause.subject)):
        return None
    many = thing.tag in ("NNS", "NNPS") or any(
        tokens[c].dep == "conj" for c in parsed.children(objects[0])
    )
    rest = parsed.text[tokens[below[-1]].end :]
    subject = lowered(parsed, parsed.words(clause.subject))
    was = "were" if many else "was"
    return sentence(
        f"{parsed.words(below)} {was} {participle(tokens[root].lemma)} by {subject}{rest}"
    ), "passive"


def _according(parsed: Parse) -> Made:
    """ "X said that Y." as "According to X, Y." """
    tokens = parsed.tokens
    for clause in parsed.clauses:
        said = [c for c in parsed.children(clause.verb) if tokens[c].dep == "ccomp"]
        if (
            clause.verb != parsed.root
            or tokens[clause.verb].lemma not in ("say", "warn", "argue", "note", "claim")
            or not said
        ):
            continue
        below = parsed.subtree(said[0])
        words = re.sub(r"^that ", "", parsed.words(below)).strip(" ,.")
        subject = parsed.words(clause.subject)
        if tokens[clause.head].pos == "PRON" or re.search(r"[\"“”]", parsed.text) or len(below) < 5:
            continue
        if below[-1] - below[0] + 1 != len(below) or "," in subject:
            continue
        if len(below) + len(clause.subject) < 0.7 * len(tokens):
            continue
        return sentence(
            f"according to {lowered(parsed, subject)}, {lowered(parsed, words)}"
        ), "attribution moved"
    return None


def _apposition(parsed: Parse) -> Made:
    """ "X, the chief of Y, said ..." as "X is the chief of Y." """
    tokens = parsed.tokens
    for i, token in enumerate(tokens):
        head = tokens[token.head]
        if token.dep != "appos" or head.pos != "PROPN" or token.pos != "NOUN" or token.head > i:
            continue
        below = parsed.subtree(i)
        words = parsed.words(below)
        named = next(
            (e for e in parsed.entities if e.label == "PERSON" and e.start <= head.start < e.end),
            None,
        )
        if (
            named
            and len(below) >= 4
            and "," not in words
            and words.split()[0].lower() in ("the", "a", "an")
        ):
            return sentence(f"{named.text} is {words}"), "an apposition by itself"
    return None


def _relative(parsed: Parse) -> Made:
    """ "X, who led Y, ..." as "X led Y." """
    tokens = parsed.tokens
    for i, token in enumerate(tokens):
        if token.dep != "relcl" or tokens[token.head].pos not in ("PROPN", "NOUN"):
            continue
        below = parsed.subtree(i)
        if (
            tokens[below[0]].text.lower() not in ("who", "which")
            or tokens[below[0] - 1].text != ","
            or len(below) < 5
        ):
            continue
        if (
            tokens[below[0]].dep not in ("nsubj", "nsubjpass")
            or tokens[below[0] - 2].text != tokens[token.head].text
        ):
            continue
        if re.search(r"\b(?:and|or|but) wh", parsed.words(below)):
            continue
        noun = [j for j in parsed.subtree(token.head) if j < below[0] - 1]
        said = parsed.text[tokens[below[0] + 1].start : tokens[below[-1]].end]
        return sentence(f"{parsed.words(noun)} {said}"), "a relative clause by itself"
    return None


def _second_deed(parsed: Parse) -> Made:
    """ "X did this and did that." as "X did that." """
    tokens, root = parsed.tokens, parsed.root
    clause = next((c for c in parsed.clauses if c.verb == root), None)
    if clause is None or any(
        tokens[c].dep in ("neg", "aux", "auxpass", "advcl") for c in parsed.children(root)
    ):
        return None
    for i in parsed.children(root):
        own = any(tokens[c].dep in ("nsubj", "nsubjpass") for c in parsed.children(i))
        if (
            tokens[i].dep == "conj"
            and tokens[i].tag == tokens[root].tag in ("VBD", "VBZ")
            and not own
            and tokens[clause.head].pos != "PRON"
        ):
            below = [j for j in parsed.subtree(i) if j >= i]
            if len(below) >= 4 and tokens[i - 1].lemma == "and":
                return sentence(
                    f"{parsed.words(clause.subject)} {parsed.words(below)}"
                ), "the second half by itself"
    return None


_LIGHT: tuple[Callable[[Parse], Made], ...] = (
    _small_words,
    _shorter_forms,
    _time_first,
    _without_aside,
)
_BUILDS: tuple[Callable[[Parse], Made], ...] = (
    _passive,
    _according,
    _apposition,
    _relative,
    _second_deed,
)
CHANGES: dict[str, Callable[[Source, Pool], Made]] = {
    "verbatim": verbatim,
    "light": light,
    "paraphrase": paraphrase,
}
