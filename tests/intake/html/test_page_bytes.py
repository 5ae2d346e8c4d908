"""A page's bytes become the text that its author wrote, whatever is said of their encoding."""

from __future__ import annotations

from base64 import encodebytes

import pytest

from rag.intake.draft import Unreadable
from rag.intake.html.page import parsed

RUSSIAN = "В Северогорске открыли первую за двадцать лет трамвайную линию на левом берегу реки."
FRENCH = "« L’été dernier », dit-il, « le café a coûté 3 € de plus – à Besançon comme à Dole »."
JAPANESE = "市は、来年四月に新しい中央図書館を開館すると発表した。建物は木造三階建てだ。"
POLISH = "Zażółć gęślą jaźń, powiedział burmistrz miasta Łódź, i odjechał w stronę Kielc."


def page(text: str, said: str = "") -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={said}">' if said else ""
    return f"<html><head>{meta}<title>t</title></head><body><p>{text}</p></body></html>"


def text_of(data: bytes, charset: str | None = None) -> str:
    return "".join(parsed(data, charset).tree.find(".//p").itertext())


@pytest.mark.parametrize(
    ("text", "codec", "said", "server"),
    [
        (RUSSIAN, "utf-8", "", None),
        (RUSSIAN, "utf-8", "utf-8", "utf-8"),
        (RUSSIAN, "utf-8", "windows-1251", None),
        (RUSSIAN, "utf-8", "", "ISO-8859-1"),
        (RUSSIAN, "utf-8", "us-ascii", None),
        (RUSSIAN, "cp1251", "windows-1251", None),
        (RUSSIAN, "cp1251", "windows-1251", "ISO-8859-1"),
        (RUSSIAN, "cp1251", "utf-8", None),
        (RUSSIAN, "cp1251", "", "windows-1251"),
        (RUSSIAN, "koi8-r", "KOI8-R", None),
        (RUSSIAN, "cp1251", "", None),
        (RUSSIAN, "utf-16", "", None),
        (RUSSIAN, "utf-16-le", "utf-16", None),
        (RUSSIAN, "utf-16-be", "", "utf-8"),
        (RUSSIAN, "utf-8-sig", "windows-1251", "koi8-r"),
        (RUSSIAN, "utf-32", "", None),
        (FRENCH, "cp1252", "iso-8859-1", None),
        (FRENCH, "cp1252", "latin1", None),
        (FRENCH, "cp1252", "", None),
        (POLISH, "iso8859-2", "ISO-8859-2", None),
        (JAPANESE, "cp932", "Shift_JIS", None),
        (JAPANESE, "cp932", "x-sjis", "iso-8859-1"),
        (JAPANESE, "euc_jp", "EUC-JP", None),
        (JAPANESE, "iso2022_jp", "iso-2022-jp", None),
        (JAPANESE, "gb18030", "gb2312", None),
    ],
)
def test_text_survives_its_encoding(text: str, codec: str, said: str, server: str | None) -> None:
    assert text_of(page(text, said).encode(codec), server) == text


@pytest.mark.parametrize("label", ["utf-7", "rot13", "zip", "unicode_escape", "idna", "../x", ""])
def test_labels_that_name_no_encoding_of_pages_are_passed_over(label: str) -> None:
    assert text_of(page(RUSSIAN, label).encode()) == RUSSIAN


def test_damaged_utf_8_loses_only_what_is_damaged() -> None:
    data = page(RUSSIAN).encode()
    cut = data.index("лет".encode())
    assert text_of(data[:cut] + b"\xff" + data[cut:]) == RUSSIAN.replace("лет", "\ufffdлет")


def test_nul_bytes_are_dropped_and_binary_is_refused() -> None:
    assert text_of(page(FRENCH).encode().replace(b"caf", b"ca\0f")) == FRENCH
    with pytest.raises(Unreadable, match="binary"):
        parsed(b"<p>" + b"\0\1" * 400)


@pytest.mark.parametrize("data", [b"", b"   \n", b"\xef\xbb\xbf", b"<!-- only this -->", b"\0"])
def test_nothing_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        parsed(data)


def test_elements_within_each_other_are_read_to_a_depth_and_then_refused() -> None:
    assert parsed(b"<div>" * 1_500 + b"x").tree.text_content() == "x"
    for opened in (b"<div>", b"<b>", b"<table><tr><td>", b"<ul><li>"):
        with pytest.raises(Unreadable, match="nested"):
            parsed(opened * 10_000 + b"x")


def test_xhtml_may_close_what_html_leaves_open() -> None:
    data = (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head>'
        f'<title/><script src="a.js"/></head><body><p>{FRENCH}</p></body></html>'
    )
    assert text_of(data.encode()) == FRENCH
    prefixed = f'<?xml version="1.0"?><h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:body><h:p>{FRENCH}</h:p></h:body></h:html>'
    assert text_of(prefixed.encode()) == FRENCH


def test_entities_that_a_page_declares_are_not_expanded() -> None:
    data = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + page(
        "x &a; y"
    )
    assert text_of(data.encode()) == "x &a; y"


def archived(encoding: str, content: bytes, charset: str = "") -> bytes:
    head = (
        "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        '\ttype="text/html";\r\n\tboundary="--=_x"\r\n\r\n----=_x\r\nContent-Type: image/png\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n----=_x\r\n"
        f"Content-Type: text/html{charset}\r\nContent-Transfer-Encoding: {encoding}\r\n"
        "Content-Location: https://example.org/a\r\n\r\n"
    )
    return head.encode() + content + b"\r\n----=_x--\r\n"


def test_an_archive_is_opened_at_its_page() -> None:
    data = archived("base64", encodebytes(page(RUSSIAN).encode("cp1251")), "; charset=windows-1251")
    assert text_of(data) == RUSSIAN
    assert parsed(data).saved == "https://example.org/a"
    assert text_of(archived("8bit", page(RUSSIAN).encode())) == RUSSIAN
    assert text_of(archived("quoted-printable", b"<p>caf=C3=A9 =\r\nnoir</p>")) == "café noir"


@pytest.mark.parametrize(
    "data",
    [
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\nx",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\r\n--x--",
        archived("base64", b"%%%a"),
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 50_000,
    ],
)
def test_an_archive_without_a_page_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        parsed(data)


def test_the_address_a_browser_wrote_down_is_kept_apart_from_the_one_fetched() -> None:
    data = b"<!DOCTYPE html>\n<!-- saved from url=(0021)https://example.org/x -->\n<p>text</p>"
    assert (parsed(data).url, parsed(data).saved) == (None, "https://example.org/x")
    assert parsed(data, url="https://example.org/y").url == "https://example.org/y"
