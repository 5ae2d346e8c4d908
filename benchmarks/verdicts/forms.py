"""Forms of English verbs, and words that may stand for others: what the generator changes by.

Nothing here is read from the rules of the package: the tables are the generator's own.
"""

from __future__ import annotations

import re

from rag.grammar import Parse

IRREGULAR = {
    lemma: (past, participle)
    for lemma, past, participle in (
        row.split()
        for row in """be was been;become became become;begin began begun;bring brought brought
build built built;buy bought bought;choose chose chosen;come came come;cut cut cut;do did done
draw drew drawn;drive drove driven;fall fell fallen;feel felt felt;fight fought fought
find found found;fly flew flown;forget forgot forgotten;get got got;give gave given;go went gone
grow grew grown;have had had;hear heard heard;hit hit hit;hold held held;keep kept kept
know knew known;lay laid laid;lead led led;leave left left;lose lost lost;make made made
mean meant meant;meet met met;pay paid paid;put put put;read read read;rise rose risen
run ran run;say said said;see saw seen;sell sold sold;send sent sent;set set set
shoot shot shot;show showed shown;shut shut shut;speak spoke spoken;spend spent spent
spread spread spread;stand stood stood;steal stole stolen;strike struck struck;take took taken
teach taught taught;tell told told;think thought thought;throw threw thrown;win won won
write wrote written;swear swore sworn;overturn overturned overturned""".replace("\n", ";").split(
            ";"
        )
    )
}


def past(lemma: str) -> str:
    return IRREGULAR[lemma][0] if lemma in IRREGULAR else _regular(lemma)


def participle(lemma: str) -> str:
    return IRREGULAR[lemma][1] if lemma in IRREGULAR else _regular(lemma)


def _regular(lemma: str) -> str:
    if lemma.endswith("e"):
        return f"{lemma}d"
    if re.search(r"[^aeiou]y$", lemma):
        return f"{lemma[:-1]}ied"
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", lemma):
        return f"{lemma}{lemma[-1]}ed"
    return f"{lemma}ed"


def pairs_of(table: str) -> dict[str, str]:
    """ "a b; c d" as a dictionary in both directions."""
    rows = [row.split() for row in re.split(r"[;\n]", table) if row.strip()]
    return dict(rows) | {b: a for a, b in rows}


OPPOSITES = pairs_of(
    """rose fell;rises falls;rising falling;rise fall;increased decreased;increase decrease
increases decreases;increasing decreasing;growing shrinking;grew shrank;grows shrinks
higher lower;highest lowest;larger smaller;largest smallest;bigger tinier;biggest tiniest
better worse;best worst;more less;most least;stronger weaker;longer shorter;longest shortest
older younger;oldest youngest;faster slower;fastest slowest;earlier later;before after
above below;up down;gained lost;climbed dropped;jumped plunged;ahead behind;cheaper dearer
upward downward;gains losses;expanded contracted;widened narrowed;richer poorer;richest poorest"""
)

SMALL = {
    "about": "around",
    "around": "about",
    "roughly": "about",
    "nearly": "almost",
    "almost": "nearly",
    "percent": "per cent",
    "began": "started",
    "begin": "start",
    "started": "began",
    "large": "big",
    "big": "large",
    "although": "though",
    "several": "a number of",
    "showed": "revealed",
    "shows": "reveals",
    "said": "stated",
    "however": "though",
    "children": "kids",
    "purchase": "buy",
    "bought": "purchased",
    "help": "assist",
    "helped": "assisted",
    "Mr.": "Mr",
}
"""Light edits: words, not meanings."""

SYNONYMS = {
    "announced": "made public",
    "killed": "left dead",
    "injured": "wounded",
    "wounded": "injured",
    "won": "took",
    "victory": "win",
    "rose": "went up",
    "fell": "went down",
    "increased": "climbed",
    "decreased": "declined",
    "agreement": "accord",
    "deal": "agreement",
    "law": "legislation",
    "legislation": "law",
    "company": "firm",
    "firm": "company",
    "workers": "employees",
    "employees": "staff",
    "officials": "authorities",
    "leaders": "heads",
    "president": "head of state",
    "country": "nation",
    "nation": "country",
    "attack": "assault",
    "died": "lost their lives",
    "ended": "came to an end",
    "approved": "gave the green light to",
    "rejected": "turned down",
    "criticized": "found fault with",
    "criticised": "found fault with",
    "responded": "reacted",
    "warned": "cautioned",
    "urged": "called on",
    "plans": "intends",
    "wants": "would like",
    "wanted": "sought",
    "needs": "requires",
    "allowed": "permitted",
    "banned": "prohibited",
    "left": "departed",
    "joined": "became part of",
    "released": "put out",
    "arrested": "detained",
    "chosen": "picked",
    "home": "house",
    "film": "movie",
    "doctors": "physicians",
    "problems": "difficulties",
    "money": "funds",
    "important": "significant",
    "difficult": "hard",
    "quickly": "fast",
    "main": "principal",
    "goal": "aim",
    "build": "construct",
    "built": "constructed",
    "use": "employ",
    "used": "employed",
    "get": "obtain",
    "got": "obtained",
    "keep": "retain",
    "kept": "retained",
    "sought": "tried to get",
    "signed": "put their names to",
    "launched": "set in motion",
    "carried": "bore",
    "fired": "launched",
}
"""Paraphrases: other words for the same."""


def replaced(parse: Parse, edits: dict[int, str]) -> str:
    """The text with some tokens in other words; an empty one takes the space before it along."""
    text, out, at = parse.text, [], 0
    for i, token in enumerate(parse.tokens):
        if i in edits:
            start = token.start
            if not edits[i] and text[start - 1 : start] == " ":
                start -= 1
            out += [text[at:start], edits[i]]
            at = token.end
    return "".join([*out, text[at:]])


def as_written(like: str, word: str) -> str:
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def lowered(parse: Parse, words: str) -> str:
    """Words from the start of a sentence, to stand within one: "The" is "the", a name stays."""
    first = parse.tokens[0]
    if words.startswith(first.text) and first.pos not in ("PROPN", "NUM") and first.text != "I":
        return words[:1].lower() + words[1:]
    return words


def sentence(words: str) -> str:
    """Words as a sentence: a capital, a full stop."""
    words = words.strip(" ,;")
    return words[:1].upper() + words[1:] + ("" if words[-1:] in '.!?"”' else ".")
