"""Model output as plain words: no markup, no link, nothing hidden."""

from __future__ import annotations

import re
from collections.abc import Collection

from rag.intake.canonical import canonical_line

# Words that chat templates of open models give a meaning of their own.
CONTROL = re.compile(
    r"<\|?/?(?:\|[^<>\n]{0,40}\||s|think|thinking|system|user|assistant|im_start|im_end"
    r"|start_of_turn|end_of_turn|begin_of_text|end_of_text|eot_id)\|?>|\[/?INST\]|<</?SYS>>"
    r"|<\|[^<>\n]{0,40}\|>",
    re.IGNORECASE,
)
LONGEST = 2000
"""Characters of a sentence; what a model writes beyond is no sentence."""

_ROUNDS = 50  # what is taken out can bring the two halves of another piece of markup together
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\](?:\([^()\n]{0,1000}\)|\[[^\[\]\n]{0,300}\])")
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,300})\]")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,1000}>|<(?=[a-zA-Z/!])")
_ADDRESS = re.compile(
    r"(?:(?:\b(?:[a-z][a-z0-9+.-]{1,20}(?=://)|data|blob|file|mailto|tel)|javascript|vbscript):"
    r"|//|www\.)"
    r"[^\s<>\"'”’)\]]{1,1000}",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_BULLET = re.compile(r"\s{0,9}(?:(?:[-*+•‣–]|\d{1,2}[.)]|#{1,6}|>{1,6})\s{1,9}){1,4}")
_EMPHASIS = re.compile(r"\*\*|~~|`|__|(?<!\d)\*|\*(?!\d)|(?<!\w)_|_(?!\w)")
_EMPTY_BRACKETS = re.compile(r"\( ?\)|\[ ?\]|< ?>|“ ?”")
_SPACE_BEFORE = re.compile(r" ([.,;:!?…])")


def words_of(text: str, addresses: Collection[str] = ()) -> str:
    """One line of plain words; an address stays only if it is one of ``addresses``.

    Nothing when markup keeps coming out of it: that was made to deceive.
    """
    line = canonical_line(text[:LONGEST])
    for _ in range(_ROUNDS):
        before = line
        line = _stripped(line, addresses)
        if line == before:
            break
    else:
        return ""
    if bullet := _BULLET.match(line):
        line = line[bullet.end() :]
    return _SPACE_BEFORE.sub(r"\1", " ".join(line.split())).strip(" |")


def _stripped(line: str, addresses: Collection[str]) -> str:
    def kept(match: re.Match[str]) -> str:
        address = match.group().rstrip(".,;:!?")
        return match.group() if address in addresses else match.group()[len(address) :]

    line = _IMAGE.sub(r"\1", _LINK.sub(r"\1", line))
    line = _TAG.sub(" ", CONTROL.sub(" ", _MAIL.sub("", _ADDRESS.sub(kept, line))))
    return _EMPTY_BRACKETS.sub("", _EMPHASIS.sub("", line.replace("![", "[")))
