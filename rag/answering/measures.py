"""Quantities by how they are written: a length, a sum of money, how long something lasts."""

from __future__ import annotations

import re

_COUNTED = (
    r"(?:\b(?!(?:19|20)\d\d\b)\d+(?:[.,]\d+)*|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen"
    r"|twenty|thirty|forty|fifty|hundred|thousand|several|few|half))"
)
LASTING = re.compile(
    rf"{_COUNTED}[\s-]+(?:\w+[\s-]+)?"
    r"(?:seconds?|minutes?|hours?|days?|weeks?|fortnights?|months?|years?|decades?|centur(?:y|ies))\b"
    r"|\bsince (?:\w+ )?\d{4}|\buntil\b",
    re.IGNORECASE,
)
LENGTH = (
    rf"{_COUNTED}[\s-]*(?:\w+[\s-]+)?"
    r"(?:kilomet|met(?:er|re)|mile|feet|foot|inch|km\b|light[- ]year|nautical)"
)
MONEY = (
    r"[$€£¥]\s?\d|\d[\d.,]*\s*(?:\w+\s+)?(?:dollars?|euros?|yen|pounds?|yuan|rou?bles?|won"
    r"|crowns?|kron(?:a|e|or|er)|francs?|rupees?|pesos?|liras?|dinars?|rand|baht|shekels?|dirhams?"
    r"|hryvnias?|zloty|forints?|ringgit|reais|cents?)\b"
)
TIMES_AS_MUCH = (
    r"\b(?:twice|double|half|(?:two|three|four|five|ten|\d+) times) (?:the|its|as|that|their)\b"
)
MEASURES = {
    "old": r"\baged?\b|\byears? old\b|-year-old|\bborn\b|\bbuilt\b|\bfounded\b",
    "far": LENGTH,
    "tall": LENGTH,
    "high": rf"{LENGTH}|{TIMES_AS_MUCH}|\d\s*(?:percent|per cent|%)|{MONEY}",
    "deep": LENGTH,
    "wide": LENGTH,
    "long": LENGTH + "|" + LASTING.pattern,
    "heavy": rf"{_COUNTED}[\s-]*(?:\w+[\s-]+)?(?:tons?|tonnes?|kilograms?|kg\b|pounds?)",
    "fast": r"(?:kilomet\w+|miles?|met(?:er|re)s?) (?:per|an|a) |knots?\b|km/h",
    "expensive": MONEY,
    **dict.fromkeys(("cold", "hot", "warm"), r"\bdegrees?\b|°|\bkelvins?\b|\bbelow zero\b"),
}
COSTS = re.compile(
    r"\bhow much\b.*\b(?:cost|spend|spent|pay|paid|lend|lent|earn|worth|charge|money|give|donate)"
    r"|\b(?:price|cost|revenue|salary|budget)s?\b",
    re.IGNORECASE,
)
CHANGES = re.compile(
    r"\bhow much\b.*\b(?:grow|grew|rise|rose|risen|increase|fall|fell|fallen|drop|decline|decrease"
    r"|shrink|shrank|climb|jump|surge|slump|plunge)(?:n|d|ed|s)?"
    r"\W*(?:$|\b(?:in|by|from|since|after|over|under)\b)",
    re.IGNORECASE,
)
CHANGE = re.compile(
    r"\d\s*(?:percent|per cent|percentage points?|%)"
    r"|\bby (?:about |some |nearly |almost )?[$€£¥]?\d"
    r"|\b(?:doubled|tripled|halved|quadrupled|twice|half)\b"
    r"|\d[\d.,]*(?: \w+)? (?:more|less|fewer|higher|lower)\b",
    re.IGNORECASE,
)
"""By how much something grew is no sum to which it grew."""
PERCENTAGE = re.compile(r"\bwhat (?:percentage|percent|share|proportion)\b", re.IGNORECASE)
SHARE = re.compile(
    r"\d\s*(?:percent|per cent|%)|\b(?:half|thirds?|quarters?|fifths?|tenths?)\b"
    r"|\b\w+ (?:in|out of) (?:ten|five|four|three|two|every)\b",
    re.IGNORECASE,
)
