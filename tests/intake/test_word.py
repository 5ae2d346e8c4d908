"""DOCX: the article as its reader sees it, and nothing of what the package may do besides."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.document import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.intake.draft import Draft, Hints, Limits, Unreadable
from rag.intake.word import draft

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
BRIDGE = (
    "The council voted on Monday to keep the old bridge open for another two years, although "
    "engineers had asked for its closure."
)
FERRY = (
    "A ferry will carry lorries meanwhile. It was built for the lakes and has to be towed across "
    "the sea, which takes eleven days in good weather."
)
PLAIN_TYPE = "wordprocessingml.document.main+xml"


def saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def written(*paragraphs: str | tuple[str, str], **properties: str) -> bytes:
    """A document of paragraphs, each by itself or with the name of its style."""
    document = docx.Document()
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    for each in paragraphs:
        text, style = each if isinstance(each, tuple) else (each, "Normal")
        document.add_paragraph(text, style)
    return saved(document)


def changed(data: bytes, changes: dict[str, Callable[[bytes], bytes]], **more: bytes) -> bytes:
    """A package with some of its parts changed and more added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in archive.namelist():
            package.writestr(name, changes.get(name, bytes)(archive.read(name)))
        for name, part in more.items():
            package.writestr(name, part)
    return file.getvalue()


def with_body(xml: str, head: str = "") -> bytes:
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{W}" xmlns:mc="{MC}">'
        f"<w:body>{xml}</w:body></w:document>"
    )
    return changed(written(BRIDGE), {"word/document.xml": lambda _: document.encode()})


def read(data: bytes, limits: Limits | None = None) -> Draft:
    return draft(data, Hints("a.docx"), limits or Limits())


def refusal(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as refused:
        read(data, limits)
    return refused.value.reason


def text(xml: str) -> str:
    return read(with_body(f"<w:p><w:r><w:t>{BRIDGE}</w:t></w:r></w:p>{xml}")).text.removeprefix(
        BRIDGE + "\n\n"
    )


def test_paragraphs_headings_lists_and_tables_are_read_in_order() -> None:
    document = docx.Document()
    document.add_paragraph(BRIDGE)
    document.add_heading("What it costs", 2)
    for item in ("Steel", "Paint"):
        document.add_paragraph(item, "List Bullet")
    table = document.add_table(2, 2)
    for n, words in enumerate(["Steel", "3 crowns", "Paint", "1 crown"]):
        table.cell(n // 2, n % 2).text = words
    document.add_paragraph(FERRY)
    assert read(saved(document)).text.split("\n\n") == [
        BRIDGE,
        "What it costs",
        "- Steel\n- Paint",
        "Steel | 3 crowns\nPaint | 1 crown",
        FERRY,
    ]


def test_a_table_that_only_places_paragraphs_is_read_as_these() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    for n, words in enumerate([BRIDGE, FERRY]):
        table.cell(0, n).text = words
    assert read(saved(document)).text.split("\n\n") == [BRIDGE, FERRY]


def test_headers_footers_and_comments_are_no_part_of_the_text() -> None:
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "The Harbour Gazette"
    section.footer.paragraphs[0].text = "Page 1"
    run = document.add_paragraph().add_run(BRIDGE)
    document.add_comment(run, "Is this so?", "An Editor", "AE")
    assert read(saved(document)).text == BRIDGE


@pytest.mark.parametrize(
    ("xml", "shown"),
    [
        ("<w:p><w:ins><w:r><w:t>put in</w:t></w:r></w:ins></w:p>", "put in"),
        ("<w:p><w:r><w:t>a</w:t></w:r><w:del><w:r><w:t>b</w:t></w:r></w:del></w:p>", "a"),
        ("<w:p><w:moveFrom><w:r><w:t>x</w:t></w:r></w:moveFrom><w:r><w:t>y</w:t></w:r></w:p>", "y"),
        ("<w:p><w:hyperlink><w:r><w:t>a link</w:t></w:r></w:hyperlink></w:p>", "a link"),
        ("<w:p><w:r><w:t>one</w:t><w:br/><w:t>two</w:t></w:r></w:p>", "one\ntwo"),
        ("<w:p><w:r><w:t>one</w:t><w:br w:type='page'/><w:t>two</w:t></w:r></w:p>", "one two"),
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>", "a b"),
        ("<w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r></w:p>", "a-b"),
        ("<w:p><w:r><w:t>go</w:t><w:softHyphen/><w:t>vern</w:t></w:r></w:p>", "govern"),
        (
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:t>y</w:t></w:r></w:p>",
            "y",
        ),
        (
            "<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>seen</w:t></w:r></w:p>",
            "seen",
        ),
        (
            "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>held</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>",
            "held",
        ),
        (
            "<w:p><w:r><w:t>a</w:t><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r>"
            "<w:t>boxed</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
            "<w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
            "</mc:AlternateContent><w:t>b</w:t></w:r></w:p>",
            "ab\n\nboxed",
        ),
        ("<!-- unseen --><?unseen?><w:p><w:r><w:t>seen</w:t></w:r></w:p>", "seen"),
        (
            "<w:p><w:r><w:instrText>TOC</w:instrText><w:t>s</w:t></w:r></w:p>",
            "s",
        ),
    ],
)  # fmt: skip
def test_what_a_reader_sees_is_kept_and_nothing_else(xml: str, shown: str) -> None:
    assert text(xml) == shown


def test_the_style_title_is_the_title_and_lines_below_tell_authors_and_date() -> None:
    data = written(
        ("Old bridge stays open", "Title"),
        "By Jane Zhou",
        "March 6, 2022",
        BRIDGE,
        title="report_final",
        author="Some Typist",
    )
    found = read(data)
    assert (found.title, found.authors) == ("Old bridge stays open", ("Jane Zhou",))
    assert found.published == date(2022, 3, 6)
    assert found.found["title"] == "the paragraph in the style Title"
    assert "in paragraph 3" in found.found["published"]
    assert found.text == BRIDGE


def test_what_the_file_says_of_itself_dates_and_signs_nothing() -> None:
    document = docx.Document()
    document.core_properties.author = "Some Typist"
    document.core_properties.created = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
    document.core_properties.modified = datetime.datetime(2026, 1, 3, tzinfo=datetime.UTC)
    document.add_paragraph(BRIDGE)
    found = read(saved(document))
    assert (found.title, found.authors, found.published, found.modified) == (None, (), None, None)


def test_a_first_heading_is_the_title_and_a_later_one_is_not() -> None:
    assert read(written(("Old bridge stays", "Heading 1"), BRIDGE)).title == "Old bridge stays"
    later = read(written(BRIDGE, ("What it costs", "Heading 1"), FERRY))
    assert later.title is None
    assert "What it costs" in later.text


def test_the_properties_title_counts_where_the_text_shows_none() -> None:
    found = read(written(BRIDGE, title="Old bridge stays open"))
    assert (found.title, found.found["title"]) == (
        "Old bridge stays open",
        "the document's properties",
    )


@pytest.mark.parametrize(
    "type",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_documents_with_macros_and_templates_are_read_without_these(type: str) -> None:
    plain = f"application/vnd.openxmlformats-officedocument.{PLAIN_TYPE}"
    data = changed(
        written(BRIDGE),
        {"[Content_Types].xml": lambda xml: xml.replace(plain.encode(), type.encode())},
        **{"word/vbaProject.bin": b"\0macro"},
    )
    assert read(data).text == BRIDGE


def test_the_strict_form_of_the_format_is_read() -> None:
    def strict(xml: bytes) -> bytes:
        return xml.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ).replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")

    names = zipfile.ZipFile(io.BytesIO(written(BRIDGE))).namelist()
    assert read(changed(written(BRIDGE), dict.fromkeys(names, strict))).text == BRIDGE


@pytest.mark.parametrize(
    "name", ["../../escaped.xml", "/escaped.xml", "..\\escaped.xml", "a\0b.xml"]
)
def test_an_entrys_name_is_a_name_and_no_path(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert read(changed(written(BRIDGE), {}, **{name: b"<x/>"})).text == BRIDGE
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def entity(value: str) -> str:
    return f"<!DOCTYPE w:document [<!ENTITY secret {value}>]>"


def test_no_entity_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("canary")
    body = "<w:p><w:r><w:t>&secret;</w:t></w:r></w:p>"
    reason = refusal(with_body(body, entity(f'SYSTEM "{path.as_uri()}"')))
    assert "declares entities" in reason
    assert "canary" not in reason
    wide = with_body(body, entity(f'SYSTEM "{path.as_uri()}"')).replace(b"UTF-8", b"UTF-8")
    hidden = changed(
        wide,
        {
            "word/document.xml": lambda xml: (
                xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
            )
        },
    )
    assert "declares entities" in refusal(hidden)


def test_entities_within_entities_expand_to_nothing() -> None:
    names = "abcdefghij"
    entities = '<!ENTITY a "laugh">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names)
    )
    head = f"<!DOCTYPE w:document [{entities}]>"
    assert "declares entities" in refusal(with_body("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", head))


def test_a_bomb_is_refused_before_it_fills_memory() -> None:
    bomb = changed(written(BRIDGE), {"word/document.xml": lambda xml: xml + b" " * 50_000_000})
    assert len(bomb) < 200_000
    assert "over 20 MB of text" in refusal(bomb)


def test_many_parts_that_are_small_each_are_refused_together() -> None:
    parts = {f"word/part{n}.xml": b" " * 9_000_000 for n in range(3)}
    assert "over 20 MB of text" in refusal(changed(written(BRIDGE), {}, **parts))
    assert "parts" in refusal(changed(written(BRIDGE), {}, **{f"x/{n}": b"" for n in range(6000)}))


def test_a_part_that_lies_about_its_size_is_not_believed() -> None:
    bomb = changed(written(BRIDGE), {"word/document.xml": lambda xml: xml + b" " * 50_000_000})
    honest = 50_000_000 + len(
        zipfile.ZipFile(io.BytesIO(written(BRIDGE))).read("word/document.xml")
    )
    lying = bomb.replace(honest.to_bytes(4, "little"), (3000).to_bytes(4, "little"))
    assert lying != bomb
    assert "damaged" in refusal(lying)


def test_large_pictures_are_left_where_they_are() -> None:
    data = changed(written(BRIDGE), {}, **{"word/media/image1.png": bytes(60_000_000)})
    assert read(data).text == BRIDGE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04", "damaged"),
        (written(BRIDGE)[:2000], "damaged"),
        (changed(written(BRIDGE), {"word/document.xml": lambda xml: xml[:-40]}), "damaged"),
        (changed(written(BRIDGE), {"word/document.xml": lambda _: b""}), "damaged"),
        (with_body("<w:p>" * 5000 + "</w:p>" * 5000), "damaged"),
    ],
)
def test_a_damaged_document_is_refused(data: bytes, reason: str) -> None:
    assert reason in refusal(data)


def test_an_archive_of_something_else_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/notes.xml", "<x/>")
    assert "no Word document" in refusal(file.getvalue())


def test_an_empty_document_has_no_text() -> None:
    assert read(written()).text == ""


def outcome(data: bytes) -> str:
    try:
        found = read(data)
    except Unreadable as refused:
        return refused.reason
    found.text.encode()
    return found.text + "."


SOUND = written(
    ("Old bridge stays open", "Title"), "By Jane Zhou", BRIDGE, ("Steel", "List Bullet"), FERRY
)
PARTS = [
    "word/document.xml",
    "[Content_Types].xml",
    "_rels/.rels",
    "word/styles.xml",
    "word/_rels/document.xml.rels",
    "docProps/core.xml",
]
PIECES = (
    b"< > / & \" <w:p> </w:p> <w:tbl> <w:r/> <w:t> &x; &#0; <![CDATA[ --> ../ ' w: \xff \0".split(
        b" "
    )
)
CHANGES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 30),
        st.one_of(st.binary(max_size=4), st.sampled_from(PIECES)),
    ),
    min_size=1,
    max_size=4,
)


def damaged(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for place, length, piece in changes:
        at = int(place * len(data))
        data = data[:at] + piece + data[at + length :]
    return data


@settings(
    max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(CHANGES, st.floats(0.5, 2))
def test_damage_to_the_archive_ends_as_a_text_or_a_reason(
    changes: list[tuple[float, int, bytes]], kept: float
) -> None:
    data = damaged(SOUND, changes)
    assert outcome(data[: int(kept * len(data))])


@settings(
    max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(st.sampled_from(PARTS), CHANGES)
def test_damage_within_a_part_ends_as_a_text_or_a_reason(
    part: str, changes: list[tuple[float, int, bytes]]
) -> None:
    assert outcome(changed(SOUND, {part: lambda xml: damaged(xml, changes)}))
