"""Conversations found again by what was asked and answered in them, in any case and accent.

What is searched is what is shown: an answer whose article was purged has no words left to find.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from bisect import bisect_right
from datetime import datetime

from rag.types import ConversationLine, Excerpt

BESIDE = 60
"""Characters shown on either side of what was found."""
_ACCENTS = re.compile("[\u0300-\u036f]")
_NAMES = """
SELECT id, name, touched, (SELECT COUNT(*) FROM exchanges WHERE conversation = id)
FROM conversations WHERE reader = ? ORDER BY touched DESC, id
"""
# What is told: a whole answer's text, or the sentences of one that never became whole.
_HOLDING = """
SELECT conversation, n, question, coalesce(
    json_extract(body, '$.answer.text'),
    (SELECT group_concat(json_extract(value, '$.text'), ' ') FROM json_each(body, '$.sentences')),
    '') AS told
FROM exchanges JOIN conversations ON conversation = id
WHERE reader = :reader AND (instr(fold(question), :sought) OR instr(fold(told), :sought))
ORDER BY conversation, n
"""


def folded(text: str) -> str:
    """Without case and accents: "Lindqvist" and "LÍNDQVIST" are one."""
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()


def recalled(
    connection: sqlite3.Connection, reader: str, query: str, most: int
) -> list[ConversationLine]:
    """The reader's, the last used first; with a query those that have it in their name, a question
    or an answer, with the words around it where the name does not show it."""
    sought = folded(" ".join(query.split()))
    rows = connection.execute(_NAMES, (reader,)).fetchall()
    where = _excerpts(connection, reader, sought) if sought else {}
    found = []
    for talk, name, at, n in rows:
        named = sought in folded(name)
        if named or talk in where:
            shown = None if named else where[talk]
            found.append(ConversationLine(talk, name, datetime.fromisoformat(at), n, shown))
    return found[:most]


def _excerpts(connection: sqlite3.Connection, reader: str, sought: str) -> dict[str, Excerpt]:
    """Where each conversation has it first, a question before its answer."""
    connection.create_function("fold", 1, folded, deterministic=True)
    held = connection.execute(_HOLDING, {"reader": reader, "sought": sought})
    found: dict[str, Excerpt] = {}
    for talk, n, question, told in held:
        if talk not in found:
            in_question = sought in folded(question)
            found[talk] = excerpt(question if in_question else told, sought, n, not in_question)
    return found


def excerpt(text: str, sought: str, n: int, answer: bool) -> Excerpt:
    """The words found, as they are written, with some on either side."""
    flat = " ".join(text.split())
    start, end = _place(flat, sought)
    before, after = flat[max(0, start - BESIDE) : start], flat[end : end + BESIDE]
    if start > BESIDE:
        before = "…" + before.partition(" ")[2]
    if end + BESIDE < len(flat):
        after = after.rpartition(" ")[0] + "…"
    return Excerpt(n, answer, before, flat[start:end], after)


def _place(text: str, sought: str) -> tuple[int, int]:
    """From where to where folded words stand in a text: folding may change its length."""
    ends: list[int] = []
    at = 0
    for char in text:
        at += len(folded(char))
        ends.append(at)
    begins = folded(text).find(sought)
    until = begins + len(sought)
    stop = bisect_right(ends, until)
    # Where folding made several letters of one, the whole of it is shown.
    return bisect_right(ends, begins), stop if ends[stop - 1 : stop] == [until] else stop + 1
