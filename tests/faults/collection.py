"""What is read: a folder as it was and as it is now, and an outlet on loopback with a feed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from sync.conftest import Outlet, story

PURGED = "Quillwort"
"""A word in the text of the one article that is purged."""


@dataclass(frozen=True)
class Piece:
    """An article to be: its file, what it is about, and a word that no other has."""

    name: str
    what: str

    @property
    def word(self) -> str:
        return f"Zephyr{self.name}"

    def paragraphs(self) -> list[str]:
        told = f"It was {self.word} who brought the {self.what} up, and nobody else."
        return [*story(self.what), told]


def write_before(folder: Path) -> None:
    """The folder as it was: texts, pages, rows, near copies, and something that is no article."""
    folder.mkdir()
    for number in range(14):
        _text(folder, Piece(f"text{number}", f"matter number {number}"))
    for number in range(4):
        _page(folder, Piece(f"page{number}", f"question {number} of the quay"))
    _rows(folder, [Piece(f"row{number}", f"petition {number}") for number in range(4)])
    copied = (folder / "text3.txt").read_text()
    (folder / "copy3.txt").write_text(f"{copied}\n\nThis came by Zephyrcopy, an agency.\n")
    purged = _told(Piece("purged", "loss of the barge"))
    (folder / "purged.txt").write_text(f"{purged}\n\nIt had {PURGED} aboard, and two men.\n")
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 8)


def write_after(folder: Path) -> None:
    """The same folder later: some came, some went, some say something else."""
    for number in (1, 2):
        (folder / f"text{number}.txt").unlink()
    for number in (4, 5, 6):
        _text(folder, Piece(f"text{number}", f"matter number {number}, seen anew"))
    for number in range(14, 24):
        _text(folder, Piece(f"text{number}", f"matter number {number}"))
    _page(folder, Piece("page2", "question 2 of the quay, answered"))
    _rows(folder, [Piece(f"row{number}", f"petition {number}") for number in range(1, 7)])


def write_feed(outlet: Outlet) -> None:
    for number in range(8):
        piece = Piece(f"fed{number}", f"dredging of basin {number}")
        outlet.publish(f"/{number}", piece.what, piece.paragraphs()[-1])


def _told(piece: Piece) -> str:
    return "\n\n".join([f"Council talks of the {piece.what}", *piece.paragraphs()])


def _text(folder: Path, piece: Piece) -> None:
    (folder / f"{piece.name}.txt").write_text(_told(piece))


def _page(folder: Path, piece: Piece) -> None:
    body = "".join(f"<p>{each}</p>" for each in piece.paragraphs())
    title = f"Council talks of the {piece.what}"
    (folder / f"{piece.name}.html").write_text(
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body>"
        f"<nav><a href=/>Home</a></nav><article><h1>{title}</h1>{body}</article></body></html>"
    )


def _rows(folder: Path, pieces: list[Piece]) -> None:
    rows = [
        {"id": each.name, "title": f"On the {each.what}", "text": "\n".join(each.paragraphs())}
        for each in pieces
    ]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
