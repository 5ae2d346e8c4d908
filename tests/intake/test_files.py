"""Bad files end as a reason for a person; the others go on."""

from __future__ import annotations

import gzip
import os
import socket
import tracemalloc
import zlib
from pathlib import Path

import pytest

from rag.intake import Limits, read
from rag.types import Article, Rejected

from .conftest import Write, article, rejection

BODY = "The council voted on Monday to keep the old bridge open for another two years."
SMALL = Limits(file=50_000, line=20_000)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig", "utf-16-be"])
def test_a_byte_order_mark_decides_the_encoding(write: Write, encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    found = article(write("a.txt", (mark + BODY + " Größe 東京 😀").encode(encoding)))
    assert found.text == BODY + " Größe 東京 😀"


def test_an_older_encoding_is_read_and_said(write: Write) -> None:
    text = (
        "Le conseil municipal a décidé lundi de garder le vieux pont ouvert après une expertise. "
        "Les ingénieurs reviendront au printemps pour mesurer à nouveau les fissures des piliers."
    )
    found = article(write("a.txt", text.encode("cp1252")))
    assert found.text == text
    assert "decoded as" in found.found["text"]


def test_damaged_utf8_is_never_read_as_something_else(write: Write) -> None:
    damaged = "Größe über Straße läuft ".encode() * 3 + b"\xff" + BODY.encode()
    found = rejection(write("a.txt", damaged))
    assert "not valid UTF-8 at byte" in found.reason
    assert "save it as UTF-8" in found.reason


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "no text"),
        ("a.md", b" \n\t\n", "no text"),
        ("a.md", b"---\ntitle: x\n---\n", "no text"),
        ("a.md", b"<!-- only a comment -->", "no text"),
        ("a.txt", b"\xef\xbb\xbf", "no text"),
        ("a.txt", "\u200b\u202e\u00ad".encode(), "no text"),
        ("a.txt", b"abc\0def", "NUL"),
        ("a.txt", "no mark".encode("utf-16-le"), "UTF-16"),
        ("a.txt", b"\xff\xfea", "UTF-16"),
        ("a.txt", b"%PDF-1.7 x", "damaged"),
        ("a.md", b"PK\x03\x04zip", "a ZIP archive by its content"),
        ("a.txt", b"\x89PNG\r\n", "an image"),
        ("a.html", b"\x89PNG\r\n", "an image"),
        ("a.txt", bytes(range(128, 256)) * 40, "not valid UTF-8"),
        ("a.pdf", b"x", "not a PDF by its content"),
        ("a.docx", b"x", "not a Word document by its content"),
        ("a.doc", b"x", "an old Word document"),
        ("a.json", b"[]", "one object a line"),
        ("a.png", b"x", "not text"),
        ("a.zip", b"x", "not text"),
        ("a.py", b"x", "not an article"),
        ("a.csv", b"x", "not an article"),
        ("a.xyz", b"x", "unknown ending .xyz"),
        ("a.jsonl.gz", b"not gzip", "damaged gzip"),
        ("a.jsonl.gz", gzip.compress(b'{"text": "x"}' * 99, mtime=0)[:-20], "damaged gzip"),
        ("a.gz", gzip.compress(b"x", mtime=0), "not text"),
    ],
)
def test_what_is_no_article_is_refused_with_a_reason(
    write: Write, name: str, content: bytes, reason: str
) -> None:
    path = write(name, content)
    found = rejection(path)
    assert reason in found.reason
    assert found.location == path.as_posix()


@pytest.mark.parametrize(
    "name", ["notes", "Mr. Smith", "report.2022", "A.TXT", "b.Markdown", "c.md.gz"]
)
def test_endings_that_promise_nothing_else_are_text(write: Write, name: str) -> None:
    content = gzip.compress(BODY.encode(), mtime=0) if name.endswith(".gz") else BODY.encode()
    assert article(write(name, content)).text == BODY


def test_one_bad_file_stops_no_other(write: Write) -> None:
    write("a.txt", BODY)
    write("b.txt", b"\0")
    write("c.png", b"\x89PNG")
    folder = write("d.md", BODY + " It stays.").parent
    found = list(read([folder]))
    assert [type(item).__name__ for item in found] == ["Article", "Rejected", "Rejected", "Article"]


def test_an_oversize_file_is_refused(write: Write) -> None:
    (found,) = read([write("a.txt", BODY * 1000)], limits=SMALL)
    assert isinstance(found, Rejected)
    assert "over 50000 bytes" in found.reason


@pytest.mark.parametrize("name", ["bomb.txt.gz", "bomb.jsonl.gz", "lines.jsonl.gz"])
def test_a_gzip_bomb_is_refused_in_little_memory(write: Write, name: str) -> None:
    squeeze = zlib.compressobj(9, wbits=31)
    block = (b"\n" if name.startswith("lines") else b"a") * 1_000_000
    bomb = b"".join(squeeze.compress(block) for _ in range(400)) + squeeze.flush()
    path = write(name, bomb)
    tracemalloc.start()
    try:
        found = list(read([path]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(found[-1], Rejected)
    assert not any(isinstance(item, Article) for item in found)
    assert peak < 200_000_000


def test_pipes_devices_and_sockets_are_named_and_left_alone(write: Write) -> None:
    folder = write("a.txt", BODY).parent
    os.mkfifo(folder / "b.txt")
    (folder / "c.txt").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "d.txt"))
        found = list(read([folder]))
    reasons = [item.reason for item in found if isinstance(item, Rejected)]
    assert isinstance(found[0], Article)
    assert [
        "a pipe" in reasons[0],
        "leaves the folder" in reasons[1],
        "a socket" in reasons[2],
    ] == [True] * 3
    assert "a pipe" in rejection(folder / "b.txt").reason
    assert "a device" in rejection("/dev/zero").reason


def test_links_are_not_followed_out_of_the_folder_or_in_circles(
    write: Write, tmp_path: Path
) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text(BODY)
    folder = write("a.txt", BODY).parent
    (folder / "b.txt").symlink_to(outside)
    (folder / "c").symlink_to(folder)
    (folder / "d.txt").symlink_to(folder / "gone.txt")
    (folder / "e.txt").symlink_to(folder / "e.txt")
    (folder / "f.txt").symlink_to(folder / "a.txt")
    (folder / "g").symlink_to(tmp_path)
    found = list(read([folder]))
    assert [item.id for item in found if isinstance(item, Article)] == ["papers/a.txt"]
    assert len([item for item in found if isinstance(item, Rejected)]) == 6


def test_a_named_link_is_read_as_what_it_points_to(write: Write, tmp_path: Path) -> None:
    path = write("a.txt", BODY)
    link = tmp_path / "link.txt"
    link.symlink_to(path)
    assert article(link).location == path.as_posix()


def test_odd_names_are_read_or_refused(write: Write) -> None:
    for name in ("new\nline.txt", "space .txt", "-rf.txt", "ünï.txt", "a'b\"c.txt", "%2e%2e.txt"):
        folder = write(name, BODY + name).parent
    raw = os.fsencode(folder) + b"/bad\xff.txt"
    with open(raw, "wb") as file:  # noqa: PTH123  # a name that pathlib cannot spell
        file.write(BODY.encode())
    found = list(read([folder]))
    assert sum(isinstance(item, Article) for item in found) == 6
    (refused,) = [item for item in found if isinstance(item, Rejected)]
    assert "not UTF-8" in refused.reason
    refused.location.encode()


def test_a_deep_tree_is_walked(write: Write) -> None:
    path = write("/".join(["d"] * 300) + "/a.txt", BODY)
    root = path.parents[300]
    (found,) = read([root])
    assert isinstance(found, Article)
    assert found.id.count("/") == 301


def test_an_unreadable_file_is_refused(write: Write) -> None:
    path = write("a.txt", BODY)
    path.chmod(0)
    readable = os.access(path, os.R_OK)  # root reads all the same
    (found,) = read([path])
    assert isinstance(found, Article) is readable
