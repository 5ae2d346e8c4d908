"""What a document is, is told by its bytes; its name decides only among kinds of plain text."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.intake.content import HEAD, content_of
from rag.intake.draft import Limits, Unreadable
from rag.intake.files import opened, read_bytes
from rag.intake.kinds import Kind, kind_of


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "application/epub+zip" if name == "mimetype" else "x")
    return file.getvalue()


DOCX = zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")
MHTML = (
    b"From: <Saved by Blink>\r\nSubject: A bridge\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related;\r\n\ttype="text/html"; boundary="x"\r\n\r\n--x\r\n'
)
RSS = b'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.txt", b"<!DOCTYPE html><html>", Kind.HTML),
        ("a.md", b"\xef\xbb\xbf \n<HTML lang=en>", Kind.HTML),
        ("a.txt", "\ufeff<!doctype html>".encode("utf-16"), Kind.HTML),
        ("a", b"<!-- saved from somewhere -->\n<!DOCTYPE HTML PUBLIC '-//W3C//DTD'>", Kind.HTML),
        ("a.xml", b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', Kind.HTML),
        ("a.html", b"<p>A fragment of a page", Kind.HTML),
        ("a.HTM", b"just words", Kind.HTML),
        ("a.html.gz", b"<p>x", Kind.HTML),
        ("index.aspx", b"<!doctype html><title>x", Kind.HTML),
        ("www.example.com", b"<html><head>", Kind.HTML),
        ("a.doc", b"<html xmlns:o='urn:schemas-microsoft-com'>", Kind.HTML),
        ("a.mhtml", MHTML, Kind.HTML),
        ("a.eml.txt", MHTML, Kind.HTML),
        ("a.html", b"%PDF-1.7\n%\xe2\xe3", Kind.PDF),
        ("a.pdf", b"%PDF-1.4", Kind.PDF),
        ("a.pdf", b"\r\n\0%PDF-1.4\n", Kind.PDF),
        ("a.pdf", b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n1 0 obj\n", Kind.PDF),
        ("paper", b"%PDF-2.0", Kind.PDF),
        ("a.docx", DOCX, Kind.WORD),
        ("a.txt", DOCX, Kind.WORD),
        ("a.doc", DOCX, Kind.WORD),
        ("a.docm", DOCX, Kind.WORD),
        ("a.docx", zipped("[Content_Types].xml", "docProps/app.xml"), Kind.WORD),
        ("feed.xml", RSS, Kind.FEED),
        ("index.html", RSS, Kind.FEED),
        ("a.atom", b"<feed xmlns='http://www.w3.org/2005/Atom'>", Kind.FEED),
        ("a.rdf", b"<?xml version='1.0'?><!-- x --><rdf:RDF xmlns:rdf='x'>", Kind.FEED),
        ("a.xml", b"<?xml version='1.0'?><!DOCTYPE rss [ <!ENTITY a 'b'> ]><rss>", Kind.FEED),
        ("a.json", b'{"text": "x"}\n{"text": "y"}\n', Kind.JSON_LINES),
        ("a.txt", b'{"title": "x", "text": "y"}', Kind.JSON_LINES),
        ("a.json", b'{"text": "' + b"long " * 1000, Kind.JSON_LINES),
        ("a.jsonl", b"not json", Kind.JSON_LINES),
        ("a.txt", b"{curly} words are words", Kind.TEXT),
        ("a.txt", b"In HTML a page begins with <!doctype html>.", Kind.TEXT),
        ("a.txt", b"Every PDF begins with %PDF- and a number.", Kind.TEXT),
        ("a.txt", b"<b>Bold</b> words in a text", Kind.TEXT),
        ("a.txt", b"MIME-Version: a header that this article explains", Kind.TEXT),
        ("a.md", b"<details>\n<summary>x</summary>", Kind.MARKDOWN),
        ("a.md", b'{"text": "an example of a row"}', Kind.MARKDOWN),
        ("report.2022", b"words", Kind.TEXT),
        ("a.txt", b"", Kind.TEXT),
        ("b.txt", b"PK is a pair of letters", Kind.TEXT),
    ],
)
def test_content_that_is_unmistakable_wins_over_the_name(
    name: str, head: bytes, kind: Kind
) -> None:
    assert kind_of(name, head) is kind


@pytest.mark.parametrize(
    ("name", "head", "reason"),
    [
        ("a.html", b"\x89PNG\r\n\x1a\n", "an image by its content"),
        ("a.html", b"RIFF\0\0\0\0WEBPVP8 ", "an image or a recording"),
        ("a.txt", b"\0\0\0\x20ftypisom", "an image or a recording"),
        ("a.html", b'<?xml version="1.0"?><svg xmlns="x">', "an image"),
        ("a.pdf", b"not a PDF", "not a PDF by its content"),
        ("a.docx", b"not a ZIP archive", "not a Word document by its content"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or encrypted office document"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as an open DOCX"),
        ("a.doc", b"words", "an old Word document (.doc)"),
        ("a.rtf", rb"{\rtf1\ansi words}", "Rich Text; save it as DOCX or PDF"),
        ("a.txt", rb"{\rtf1\ansi words}", "Rich Text"),
        ("a.odt", zipped("content.xml"), "ZIP archive"),
        ("a.docx", zipped("xl/workbook.xml"), "a spreadsheet"),
        ("a.docx", zipped("ppt/slides/slide1.xml"), "a presentation"),
        ("a.txt", zipped("mimetype", "content.opf"), "an e-book"),
        ("a.txt", zipped("a.txt"), "a ZIP archive by its content"),
        ("a.xml", b'<?xml version="1.0"?><urlset>', "XML (<urlset>)"),
        ("a.rss", b"not XML", "not a feed"),
        ("a.json", b"[]", "one object a line"),
        ("a.json", b'{\n "text": "x"\n}', "one object a line"),
        ("a.png", b"words", "not text"),
        ("a.py", b"<!doctype html>", "not an article"),
        ("a.csv", b"a,b", "not an article"),
        ("a.xyz", b"words", "unknown ending .xyz"),
        ("a.gz", b"words", "not text"),
    ],
)
def test_what_is_not_read_is_refused_with_what_to_do(name: str, head: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        kind_of(name, head)
    assert reason in refused.value.reason
    assert "Byline reads HTML, PDF, DOCX" in refused.value.reason


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.sampled_from(["a.txt", "a.html", "a.pdf", "a.docx", "a.xml", "a.json", "a", "a.gz", "a.q"]),
    st.sampled_from([b"", DOCX, MHTML, RSS, b"<!doctype html>", b"<!--", b"<?", b"{", b"%PDF-"]),
    st.binary(max_size=60),
)
def test_any_bytes_under_any_name_have_a_kind_or_a_reason(
    name: str, head: bytes, more: bytes
) -> None:
    assert all(outcome(name, data) for data in (head + more, more + head))


def outcome(name: str, head: bytes) -> str:
    try:
        return kind_of(name, head)
    except Unreadable as refused:
        return refused.reason


@pytest.mark.parametrize("pump", ["<!--", "<?", "<!doctype [", "{", "[", "\n", " ", '{"a":'])
def test_a_look_at_the_beginning_is_short_whatever_it_holds(pump: str) -> None:
    """Nothing beyond the beginning is asked for, and nothing in it recurses without end."""
    content_of((pump * HEAD).encode()[:HEAD])
    content_of((pump * 100_000).encode())


def head_of(path: Path) -> bytes:
    with opened(path, Limits()) as stream:
        return stream.read(HEAD)


def test_gzip_is_told_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(gzip.compress(b"<!doctype html><p>" + b"words " * 5000))
    assert len(head_of(path)) == HEAD
    assert kind_of(path.name, head_of(path)) is Kind.HTML
    assert read_bytes(path, Limits()).endswith(b"words words ")


def test_a_file_that_is_not_gzip_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"<p>words")
    assert read_bytes(path, Limits()) == b"<p>words" == head_of(path)
