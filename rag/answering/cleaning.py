"""Model output as plain words: no markup, no link, nothing hidden."""

from __future__ import annotations

import re
from collections.abc import Collection

from rag.intake.canonical import canonical_line

_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,300}\])?")
_LINK = re.compile(r"\[([^\]\n]{1,300})\](?:\(([^)\n]{0,2000})\)|\[[^\]\n]{0,300}\])")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>|<(?=[a-zA-Z/!])")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://[^\s<>\"'”’)\]]{1,2000}"
    r"|(?:javascript|data|vbscript|mailto|blob|file):[^\s<>\"'”’)\]]{1,2000}"
    r"|\bwww\.[^\s<>\"'”’)\]]{1,2000}|(?<![\w.])//[\w-]+\.[^\s<>\"'”’)\]]{1,2000}",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^(?:\s*(?:[-*+•‣–]|\d{1,2}[.)]|#{1,6}|>+)\s+)+")
_EMPHASIS = re.compile(r"(\*\*|__|~~|`+)(?=\S)(.{1,500}?)(?<=\S)\1")
_STARS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]{1,500})(?<=\S)\1(?![\w*])")
_LEFT_OVER = re.compile(r"[*`~]{1,3}(?=\s|$)|(?<!\S)[*`~]{1,3}(?=\S)")
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]|<\s*>|“\s*”")
_SPACE_BEFORE = re.compile(r"\s+([.,;:!?…])")


def words_of(text: str, addresses: Collection[str] = ()) -> str:
    """One line of plain words; an address stays only if it is one of ``addresses``."""

    def kept(match: re.Match[str]) -> str:
        address = match.group().rstrip(".,;:!?")
        return match.group() if address in addresses else match.group()[len(address) :]

    line = canonical_line(text)
    line = _IMAGE.sub(r"\1", line)
    line = _LINK.sub(r"\1", line)
    line = _TAG.sub(" ", _ADDRESS.sub(kept, line))
    line = _EMPHASIS.sub(r"\2", _BULLET.sub("", line))
    line = _LEFT_OVER.sub("", _STARS.sub(r"\2", line))
    line = _EMPTY_BRACKETS.sub("", line)
    return _SPACE_BEFORE.sub(r"\1", " ".join(line.split())).strip(" |")
