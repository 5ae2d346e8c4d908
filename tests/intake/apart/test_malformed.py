"""Damaged documents, through the very processes that parse them: read or refused, every one."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import docx
import pytest

from rag.intake.apart import Apart, Job
from rag.intake.apart.serial import from_dict
from rag.intake.draft import Draft, Hints, Limits, Unreadable

from ..making_pdf import Shown, pdf, set_lines, wrapped

WORDS = (
    "The council voted on Monday to keep the old bridge open for another two years, although "
    "engineers had asked for its closure. Repairs are to begin when the river is low."
)
PAGE = f"<!doctype html><html><head><title>A bridge</title></head><body><article><h1>A bridge</h1>\
<p>{WORDS}</p><p>{WORDS.replace('bridge', 'ferry')}</p></article></body></html>".encode()
FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title><item>
<title>A bridge</title><link>https://example.org/bridge</link><description>{WORDS}</description>
<pubDate>Sun, 06 Mar 2022 15:45:00 +0000</pubDate></item></channel></rss>""".encode()
NOISE = [
    b"<",
    b">",
    b"\0",
    b"\xff\xfe",
    b"&#x0;",
    b"]]>",
    b"<!DOCTYPE a [",
    b"(",
    b"endstream",
    b"<p>" * 300,
]
DOCUMENTS = 100  # of each kind


def word() -> bytes:
    document = docx.Document()
    document.add_heading("A bridge", 0)
    for _ in range(3):
        document.add_paragraph(WORDS)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


SOUND = {
    "pdf": pdf([[Shown("A bridge", 72, 800, 20), *set_lines(wrapped(WORDS))]]),
    "word": word(),
    "html": PAGE,
    "feed": FEED,
}


def damaged(parser: str) -> Iterator[tuple[int, Job]]:
    chance = random.Random(parser)
    for number in range(DOCUMENTS):
        data = bytearray(SOUND[parser])
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            piece = chance.choice([*NOISE, chance.randbytes(4)])
            data[at : at + chance.randint(0, 20)] = piece
        del data[int(len(data) * chance.uniform(0.4, 1.5)) :]
        yield number, Job(parser, bytes(data), Hints(f"a.{parser}"))


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart(Limits()) as made:
        yield made


def outcome(parser: str, found: dict[str, object] | Unreadable) -> str:
    if isinstance(found, Unreadable):
        return found.reason
    if parser == "feed":
        return "read"
    made = from_dict(found)
    return "read" if isinstance(made, Draft) else ""


@pytest.mark.parametrize("parser", SOUND)
def test_a_sound_document_is_read(apart: Apart, parser: str) -> None:
    job = Job(parser, SOUND[parser], Hints(f"a.{parser}"))
    assert "council voted" in str(apart.parsed(job))


@pytest.mark.parametrize("parser", SOUND)
def test_damaged_documents_are_read_or_refused_each_by_itself(apart: Apart, parser: str) -> None:
    ends = [outcome(parser, found) for _, found in apart.each(damaged(parser))]
    assert len(ends) == DOCUMENTS
    assert all(ends)
    assert [end for end in ends if "failed on it" in end or "crashed" in end] == []
