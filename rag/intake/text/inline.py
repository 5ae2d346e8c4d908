"""Markdown's marks within a paragraph, read away: what is left is what a reader would see.

A part of CommonMark: code spans, links, images, autolinks, tags, escapes, entities and emphasis.
One pass over the marks, each looked at once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Container

_MARK = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<code>`+)"
    r"|(?P<note>\[\^[^\]\s]{1,60}\])"
    r"|(?P<open>!?\[)"
    r"|(?P<close>\])"
    r"|<(?P<auto>(?:https?|mailto):[^<>\s]{1,2000})>"
    r"|(?P<tag></?[A-Za-z][^<>]{0,1000}>)"
    r"|(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<run>\*+|_+|~~)"
)
_TARGET = re.compile(
    r"""\(\s{0,9}(?:<[^<>\n]{0,2000}>|[^\s()<>]{0,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,500}){0,9})"""
    r"""(?:\s{1,9}(?:"[^"]{0,500}"|'[^']{0,500}'|\([^()]{0,500}\)))?\s{0,9}\)"""
)
_REFERENCE = re.compile(r"\[([^\[\]]{0,200})\]")
_BREAKING = re.compile(r"</?(?:br|p|div|li|tr|td|th)\b", re.IGNORECASE)


def plain(text: str, references: Container[str] = ()) -> str:
    """The text without its marks. ``references`` holds the names of defined links, lower case."""
    return _Scan(text, references).result()


class _Scan:
    """The pieces of one paragraph; marks are emptied once their partners are met."""

    def __init__(self, text: str, references: Container[str]) -> None:
        self._text, self._references = text, references
        self._pieces: list[str] = []
        self._brackets: list[tuple[int, int, bool]] = []  # piece, where its text starts, image
        self._runs: dict[str, list[int]] = {"*": [], "_": [], "~": []}  # openers, by piece
        self._fences: dict[int, int] = {}  # length of backticks: no closing run after this place

    def result(self) -> str:
        at = 0
        while found := _MARK.search(self._text, at):
            self._pieces.append(self._text[at : found.start()])
            at = self._mark(found)
        self._pieces.append(self._text[at:])
        return "".join(self._pieces)

    def _mark(self, found: re.Match[str]) -> int:
        """Takes one mark; returns where to read on."""
        kind, words = found.lastgroup, found.group()
        if kind == "code":
            return self._code(found)
        if kind == "close":
            return self._closed(found)
        if kind == "open":
            self._brackets.append((len(self._pieces), found.end(), words[0] == "!"))
            self._pieces.append(words)
        elif kind == "run":
            self._emphasis(found)
        else:
            self._pieces.append(_replaced(kind, words, found))
        return found.end()

    def _code(self, found: re.Match[str]) -> int:
        fence, start = found.group(), found.end()
        if self._fences.get(len(fence), len(self._text)) <= start:
            self._pieces.append(fence)
            return start
        closing = re.compile(rf"(?<!`){fence}(?!`)").search(self._text, start)
        if not closing:
            self._fences[len(fence)] = start
            self._pieces.append(fence)
            return start
        inner = self._text[start : closing.start()]
        self._pieces.append(inner.strip() or inner)
        return closing.end()

    def _closed(self, found: re.Match[str]) -> int:
        if not self._brackets:
            self._pieces.append("]")
            return found.end()
        piece, start, image = self._brackets.pop()
        end = self._target_end(start, found)
        if end is None:
            self._pieces.append("]")
            return found.end()
        self._pieces[piece] = ""
        if image:
            del self._pieces[piece + 1 :]
            self._forget_after(piece)
        return end

    def _target_end(self, start: int, found: re.Match[str]) -> int | None:
        """Where a link ends that closes here, or None when the brackets are only brackets."""
        target = _TARGET.match(self._text, found.end())
        if target:
            return target.end()
        label = self._text[start : found.start()] if found.start() - start <= 200 else ""
        named = _REFERENCE.match(self._text, found.end())
        if named and (named.group(1) or label).lower() in self._references:
            return named.end()
        return found.end() if label.lower() in self._references else None

    def _forget_after(self, piece: int) -> None:
        for openers in self._runs.values():
            while openers and openers[-1] > piece:
                openers.pop()

    def _emphasis(self, found: re.Match[str]) -> None:
        run, sign = found.group(), found.group()[0]
        before = self._text[found.start() - 1 : found.start()] or " "
        after = self._text[found.end() : found.end() + 1] or " "
        inside = sign == "_" and before.isalnum() and after.isalnum()
        left = len(run)
        if not before.isspace() and not inside:
            left = self._close(sign, left)
        self._pieces.append(sign * left)
        if left and not after.isspace() and not inside:
            self._runs[sign].append(len(self._pieces) - 1)

    def _close(self, sign: str, left: int) -> int:
        """Takes marks off the nearest openers; returns how many of this run remain."""
        openers = self._runs[sign]
        while left and openers:
            opened = self._pieces[openers[-1]]
            used = min(left, len(opened))
            self._pieces[openers[-1]] = opened[used:]
            left -= used
            if used == len(opened):
                openers.pop()
        return left


def _replaced(kind: str | None, words: str, found: re.Match[str]) -> str:
    if kind == "escaped":
        return found["escaped"]
    if kind == "auto":
        return found["auto"].removeprefix("mailto:")
    if kind == "entity":
        return html.unescape(words)
    if kind == "tag":
        return " " if _BREAKING.match(words) else ""
    return ""
