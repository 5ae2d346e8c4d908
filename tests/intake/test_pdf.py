"""PDF: the article as its reader sees it on paper, without what paper adds."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from datetime import date
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from rag.intake.draft import Draft, Hints, Limits, Unreadable
from rag.intake.pdf import draft

from .making_pdf import Shown, assembled, pdf, set_lines, wrapped

BRIDGE = (
    "The council voted on Monday to keep the old bridge open for another two years, although "
    "engineers had asked for its closure. Repairs are to begin when the river is low, and the "
    "money is to come from the harbour, which earned more than it had hoped for."
)
FERRY = (
    "A ferry will carry lorries meanwhile. It was built for the lakes and has to be towed across "
    "the sea, which takes eleven days in good weather. Nobody knows what it takes in bad weather, "
    "and the harbour master did not want to guess when he was asked about it on Tuesday."
)
SCHOOL = (
    "The school on the far side of the river opens an hour later from next week on. Parents had "
    "asked for two hours, teachers for none, and the hour is what was left when both had spoken."
)


def read(data: bytes) -> Draft:
    return draft(data, Hints("a.pdf"), Limits())


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read(data)
    return refused.value.reason


def paragraphs(*pages: list[Shown]) -> list[str]:
    return read(pdf(pages)).text.split("\n\n")


def test_lines_are_joined_to_paragraphs_by_the_gaps_between() -> None:
    page = set_lines([*wrapped(BRIDGE), "", *wrapped(FERRY)])
    assert paragraphs(page) == [BRIDGE, FERRY]


def test_an_indent_begins_a_paragraph() -> None:
    lines = [*wrapped(BRIDGE, 70), *wrapped(FERRY, 70), *wrapped(SCHOOL, 70)]
    begins = {wrapped(text, 70)[0] for text in (BRIDGE, FERRY, SCHOOL)}
    page = set_lines([("\t" if line in begins else "") + line for line in lines], indent=14)
    assert paragraphs(page) == [BRIDGE, FERRY, SCHOOL]


def test_a_short_last_line_ends_a_paragraph() -> None:
    texts = [BRIDGE + " So it is.", FERRY + " That was all.", SCHOOL]
    page = set_lines(chain.from_iterable(wrapped(text, 75) for text in texts))
    assert paragraphs(page) == texts


def test_a_sentence_runs_on_over_a_page_break() -> None:
    lines = wrapped(BRIDGE + " " + FERRY)
    one = set_lines([*wrapped(SCHOOL), "", *lines[:3]])
    two = set_lines([*lines[3:], "", *wrapped(SCHOOL.replace("school", "market"))])
    assert paragraphs(one, two) == [
        SCHOOL,
        BRIDGE + " " + FERRY,
        SCHOOL.replace("school", "market"),
    ]


def test_running_heads_and_page_numbers_stay_out_of_sentences() -> None:
    lines = wrapped(" ".join([BRIDGE, FERRY, SCHOOL] * 4), 70)
    parts = [lines[n::1][:8] for n in range(0, len(lines), 8)]
    pages = []
    for number, part in enumerate(parts, start=1):
        head = Shown("The Harbour Gazette" if number % 2 else "6 March 2022", 72, 810, 8)
        foot = Shown(f"Page {number} of {len(parts)}", 280, 30, 8)
        pages.append([foot, head, *set_lines(part)])
    found = read(pdf(pages))
    assert found.text == " ".join([BRIDGE, FERRY, SCHOOL] * 4)
    assert "lines at their heads and feet left out" in found.found["text"]


def test_pages_that_are_copies_of_each_other_are_no_running_heads() -> None:
    page = set_lines(wrapped(BRIDGE))
    assert read(pdf([page] * 4)).text.count(BRIDGE) == 4
    assert read(pdf([page, [], page])).text.count(BRIDGE) == 2


def test_a_number_that_is_no_page_number_stays() -> None:
    page = [*set_lines(wrapped(BRIDGE)), Shown("1,250", 72, 500)]
    assert paragraphs(page) == [BRIDGE, "1,250"]


def test_a_footnote_does_not_cut_the_sentence_above_it() -> None:
    lines = wrapped(BRIDGE)
    one = [*set_lines(lines[:2]), Shown("1 As the minutes of the session say.", 72, 60, 8)]
    found = paragraphs(one, set_lines([*lines[2:], "", *wrapped(FERRY)]))
    assert found == [BRIDGE, FERRY, "1 As the minutes of the session say."]


@pytest.mark.parametrize(
    ("lines", "mended"),
    [
        (["Officials of the govern-", "ment met engineers."], "the government met"),
        (["A treaty of the Franco-", "German council ended."], "the Franco-German council"),
        (["A long-term plan; the long-", "term costs are not known."], "the long-term costs"),
        (["The cost is long and the term short: a long-", "term plan."], "a long-term plan"),
        (["Whatever governs, the pre-", "and post-war rules hold."], "the pre- and post-war"),
        (["Elections were held in 2020-", "21 and again later."], "in 2020-21 and"),
        (["The self-", "proclaimed mayor of the town spoke."], "The self-proclaimed mayor"),
        (["Ein Abkommen zur Zusammen-", "arbeit wurde gezeichnet."], "Zusammenarbeit wurde"),
        (["They call him the co-ordi-", "nator of all of it now."], "the co-ordinator of"),
        (["They left the town\xad", "ship behind them at dawn."], "the township behind"),
    ],
)
def test_a_word_parted_at_a_line_end_is_mended(lines: list[str], mended: str) -> None:
    (found,) = paragraphs(set_lines(lines))
    assert mended in found


def test_a_word_parted_at_a_page_end_is_mended() -> None:
    one = set_lines(wrapped(f"{BRIDGE} It is for the govern-"))
    assert paragraphs(one, set_lines(["ment to pay."])) == [
        f"{BRIDGE} It is for the government to pay."
    ]


def test_columns_are_read_one_after_the_other() -> None:
    left, right = wrapped(f"{BRIDGE} {FERRY}", 38), wrapped(SCHOOL, 38)
    page = [*set_lines(left, x=60), *set_lines(right, x=320)]
    assert paragraphs(page) == [f"{BRIDGE} {FERRY}", SCHOOL]


def test_columns_drawn_row_by_row_are_read_one_after_the_other() -> None:
    lines = wrapped(f"{BRIDGE} {FERRY} {SCHOOL}", 38)
    half = len(lines) // 2
    left, right = set_lines(lines[:half], x=60), set_lines(lines[half : 2 * half], x=320)
    rest = lines[2 * half :]
    page = [*chain.from_iterable(zip(left, right, strict=True))]
    page += [Shown(line, 320, right[-1].y - 13.2 * n) for n, line in enumerate(rest, start=1)]
    assert paragraphs(page) == [f"{BRIDGE} {FERRY} {SCHOOL}"]


def test_a_table_is_read_row_by_row() -> None:
    rows = [
        [Shown(f"Item {n}", 72, 600 - 14 * n), Shown(f"{n} crowns", 300, 600 - 14 * n)]
        for n in range(1, 7)
    ]
    text = " ".join(paragraphs([*set_lines(wrapped(BRIDGE)), *chain.from_iterable(rows)])[1:])
    assert "Item 2 2 crowns" in text


def test_ligatures_are_letters_and_other_signs_stay() -> None:
    page = [Shown("@", 72, 700)]
    stream = b"BT /F1 11 Tf 72 700 Td (o\x80ce 5 m\xb2 and \xbd of it, said the workers) Tj ET"
    data = pdf([page], drawn=[stream]).replace(
        b"/Encoding /WinAnsiEncoding",
        b"/Encoding << /BaseEncoding /WinAnsiEncoding /Differences [128 /ffi] >>",
    )
    rebuilt = PdfWriter(PdfReader(io.BytesIO(data)))
    file = io.BytesIO()
    rebuilt.write(file)
    assert read(file.getvalue()).text == "office 5 m² and ½ of it, said the workers"


def test_a_page_turned_on_its_side_is_read_as_it_is_shown() -> None:
    lines = wrapped(BRIDGE)
    drawn = "\n".join(
        f"BT /F1 11 Tf 0 1 -1 0 {100 + 13 * n} 60 Tm ({line}) Tj ET" for n, line in enumerate(lines)
    )
    found = read(pdf([[]], drawn=[drawn.encode()], rotate=90))
    assert found.text == BRIDGE


def test_text_across_the_page_is_a_stamp_and_no_part_of_it() -> None:
    stamp = b"\nBT /F1 40 Tf 0 1 -1 0 300 200 Tm (DRAFT COPY) Tj ET"
    plain = "\n".join(
        f"BT /F1 11 Tf 1 0 0 1 72 {700 - 13 * n} Tm ({line}) Tj ET"
        for n, line in enumerate(wrapped(BRIDGE))
    )
    assert read(pdf([[]], drawn=[plain.encode() + stamp])).text == BRIDGE


def test_letters_drawn_twice_to_look_bold_are_read_once() -> None:
    page = set_lines(wrapped(BRIDGE))
    assert paragraphs([line for line in page for _ in range(2)]) == [BRIDGE]


FRONT = [
    Shown("Old bridge stays open", 72, 770, 22),
    Shown("for two more years", 72, 744, 22),
    Shown("By Jane Zhou and Otto Berg", 72, 720),
    Shown("March 6, 2022", 72, 704),
]


def test_the_first_page_tells_title_authors_and_date() -> None:
    info = {
        "Title": "Microsoft Word - bridge_final2.doc",
        "Author": "Some Typist",
        "CreationDate": "D:20260102030405Z",
        "ModDate": "D:20260102030405Z",
    }
    found = read(pdf([[*FRONT, *set_lines(wrapped(BRIDGE), top=670)]], info))
    assert found.title == "Old bridge stays open for two more years"
    assert found.found["title"] == "the largest letters on page 1"
    assert found.authors == ("Jane Zhou", "Otto Berg")
    assert found.published == date(2022, 3, 6)
    assert "on page 1" in found.found["published"]
    assert found.modified is None
    assert found.text == BRIDGE


def test_what_the_file_says_of_itself_dates_and_signs_nothing() -> None:
    info = {"Author": "Some Typist", "CreationDate": "D:20260102030405Z"}
    found = read(pdf([set_lines(wrapped(BRIDGE))], info))
    assert (found.title, found.authors, found.published) == (None, (), None)


def test_the_files_own_title_counts_where_the_text_shows_none() -> None:
    found = read(pdf([set_lines(wrapped(BRIDGE))], {"Title": "Old bridge stays open"}))
    assert found.title == "Old bridge stays open"
    assert found.found["title"] == "the PDF's document information"


@pytest.mark.parametrize(
    "title", ["Microsoft Word - a.doc", "untitled", "scan_0012", "a.indd", "Document1", "", "x"]
)
def test_a_title_that_a_program_put_there_is_none(title: str) -> None:
    assert read(pdf([set_lines(wrapped(BRIDGE))], {"Title": title})).title is None


def test_a_title_line_in_the_size_of_the_text_is_found_too() -> None:
    page = [Shown("Old bridge stays open for years", 72, 770), *set_lines(wrapped(BRIDGE), top=740)]
    found = read(pdf([page]))
    assert (found.title, found.found["title"]) == (
        "Old bridge stays open for years",
        "first line on page 1",
    )
    assert found.text == BRIDGE


def test_a_page_that_a_browser_printed_gives_its_address_and_not_the_time_of_printing() -> None:
    lines = wrapped(f"{BRIDGE} {FERRY}")
    parts = [lines[:3], lines[3:]]
    pages = [
        [
            Shown("11/22/26, 6:01 AM", 20, 825, 8),
            Shown("Old bridge stays open", 200, 825, 8),
            *set_lines(part),
            Shown("https://example.org/news/bridge?utm_source=x", 20, 15, 8),
            Shown(f"{number}/2", 560, 15, 8),
        ]
        for number, part in enumerate(parts, start=1)
    ]
    found = read(pdf(pages))
    assert found.text == f"{BRIDGE} {FERRY}"
    assert found.url == "https://example.org/news/bridge"
    assert found.title == "Old bridge stays open"
    assert found.published is None


def test_an_address_at_the_foot_of_a_page_is_text_unless_a_browser_printed_it() -> None:
    page = [*set_lines(wrapped(BRIDGE)), Shown("https://example.org/about", 72, 60)]
    found = read(pdf([page]))
    assert found.url is None
    assert found.text.endswith("https://example.org/about")


def test_a_papers_name_is_no_title_and_a_short_title_in_large_letters_is_one() -> None:
    paper = [Shown("The Gazette", 72, 800, 26), Shown("Old bridge stays open", 72, 760, 22)]
    short = [Shown("Two Rivers", 72, 800, 26), Shown("Jane Zhou and Otto Berg", 72, 760, 13)]
    body = set_lines(wrapped(BRIDGE), top=700)
    assert read(pdf([[*paper, *body]])).title == "Old bridge stays open"
    assert read(pdf([[*short, *body]])).title == "Two Rivers"


def test_a_large_first_letter_begins_its_word_and_is_no_title() -> None:
    rest = wrapped(BRIDGE[1:])
    page = [Shown("T", 72, 735, 40), *set_lines(rest, top=760)]
    found = read(pdf([page]))
    assert (found.title, found.text) == (None, BRIDGE)
    page = [Shown("A", 72, 735, 40), *set_lines(wrapped(FERRY[2:] + " A ferry."), top=760)]
    assert read(pdf([page])).text.startswith("A ferry will carry")


def test_the_lines_of_an_item_hang_under_its_first_word() -> None:
    items = ["1. " + wrapped(BRIDGE, 70)[0], *("\t" + line for line in wrapped(BRIDGE, 70)[1:])]
    page = [*set_lines(wrapped(FERRY, 70)), *set_lines(items, top=500, indent=12)]
    assert paragraphs(page) == [FERRY, "1. " + BRIDGE]


def test_an_agencys_dateline_dates_and_credits() -> None:
    found = read(pdf([set_lines(wrapped(f"TOKYO, March 6 (Reuters) - {BRIDGE}"))]))
    assert found.credits == ("Reuters",)


def encrypted(password: str) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf([set_lines(wrapped(BRIDGE))]))))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_pdf_that_anybody_may_open_is_opened() -> None:
    assert read(encrypted("")).text == BRIDGE


def test_a_pdf_with_a_password_is_refused() -> None:
    assert "asks for a password" in refusal(encrypted("secret"))


def test_a_pdf_of_pictures_is_refused_with_what_to_do() -> None:
    reason = refusal(pdf([[]], drawn=[b"q 500 0 0 700 40 40 cm /Im0 Do Q"]))
    assert "no text layer" in reason
    assert "OCR" in reason


def test_a_pdf_whose_letters_are_not_told_is_refused() -> None:
    stream = b"BT /F9 11 Tf 72 700 Td (" + b"secret words " * 20 + b") Tj ET"
    assert "which letters they draw" in refusal(pdf([[]], drawn=[stream]))


def test_a_pdf_without_pages_is_refused() -> None:
    assert "without pages" in refusal(pdf([]))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7\n",
        b"%PDF-1.7 words and more words",
        pdf([set_lines(wrapped(BRIDGE))])[:300],
        b"%PDF-1.7\ntrailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF",
    ],
)
def test_a_damaged_pdf_is_refused(data: bytes) -> None:
    assert "damaged" in refusal(data)


def test_a_pdf_without_its_table_is_read_all_the_same() -> None:
    data = pdf([set_lines(wrapped(BRIDGE))])
    assert read(re.sub(rb"startxref\n\d+", b"startxref\n0", data)).text == BRIDGE


def test_a_pdf_whose_end_is_missing_is_refused_rather_than_read_in_part() -> None:
    data = pdf([set_lines(wrapped(BRIDGE)), set_lines(wrapped(FERRY))])
    assert "damaged" in refusal(data[: data.rindex(b"xref\n0")])


def test_a_page_that_is_damaged_is_named_and_the_others_are_read() -> None:
    data = pdf([set_lines(wrapped(BRIDGE)), set_lines(wrapped(FERRY))])
    second = [found.start() for found in re.finditer(b"/Type /Page /", data)][1]
    data = data[:second] + data[second:].replace(b"/Resources <<", b"/Resources (x", 1)
    found = read(data)
    assert BRIDGE in found.text


LOOPS: dict[str, Callable[[bytes], bytes]] = {
    "a table that points to itself": lambda data: re.sub(
        rb"trailer\n<<", lambda _: b"trailer\n<< /Prev %d" % data.index(b"xref\n0"), data
    ),
    "a page tree that holds itself": lambda data: data.replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"),
    "a length that is itself": lambda data: re.sub(rb"/Length \d+", b"/Length 6 0 R", data),
    "resources in a circle": lambda data: data.replace(b"/Font << /F1 3 0 R >>", b"/Font 5 0 R"),
    "contents in a circle": lambda data: data.replace(b"/Contents 6 0 R", b"/Contents 5 0 R"),
    "a root that is a page": lambda data: data.replace(b"/Root 1 0 R", b"/Root 5 0 R"),
    "a count beyond all pages": lambda data: data.replace(b"/Count 1", b"/Count 999999999"),
    "an object that is itself": lambda data: data.replace(b"<< /Type /Catalog", b"1 0 R <<"),
    "a form that draws itself": lambda data: data.replace(
        b"/Font << /F1 3 0 R >>", b"/XObject << /Fm 6 0 R >>"
    ).replace(b"<< /Filter", b"<< /Type /XObject /Subtype /Form /Filter"),
}


@pytest.mark.parametrize("name", LOOPS)
def test_circles_end_as_a_text_or_a_reason(name: str) -> None:
    data = LOOPS[name](pdf([set_lines(wrapped(BRIDGE))]))
    assert outcome(data)


def test_deep_nesting_ends_as_a_text_or_a_reason() -> None:
    deep = b"[" * 50_000 + b"]" * 50_000
    assert outcome(assembled([b"<< /Type /Catalog /Pages 2 0 R /X " + deep + b" >>", deep, b"1"]))


def test_a_bomb_is_refused_before_it_fills_memory() -> None:
    squeeze = zlib.compressobj(9)
    body = b"".join(squeeze.compress(bytes(10_000_000)) for _ in range(40)) + squeeze.flush()
    data = pdf([[]], drawn=[b"x"]).replace(
        b"/Length 9 >>\nstream\n", b"/Length %d >>\nstream\n" % len(body)
    )
    at = data.index(b"stream\n") + len(b"stream\n")
    assert len(body) < 500_000
    assert outcome(data[:at] + body + data[data.index(b"\nendstream") :]).startswith(
        "page 1 of the PDF takes more"
    )


def test_a_document_longer_than_an_article_is_refused() -> None:
    data = pdf([set_lines(wrapped(BRIDGE))] * 20)
    with pytest.raises(Unreadable, match="over 1000 characters"):
        draft(data, Hints(), Limits(article=1000))


def outcome(data: bytes) -> str:
    """The text, or the reason why there is none; any other end fails the test."""
    try:
        found = draft(data, Hints("a.pdf"), Limits())
    except Unreadable as refused:
        return refused.reason
    found.text.encode()
    return found.text


SOUND = [
    pdf([[*FRONT, *set_lines(wrapped(BRIDGE))], set_lines(wrapped(FERRY))], {"Title": "A bridge"}),
    pdf([[*FRONT, *set_lines(wrapped(SCHOOL))]], packed=False),
    encrypted(""),
]
PIECES = [
    *b"<< >> [ ] ( ) \\ / R 0R obj endobj stream endstream xref trailer null true -1".split(),
    *b"99999999999 1e400 % Tj TJ BT ET Tm Do /Filter/LZWDecode /Length \0 \xff\xfe\xd8\x00".split(),
]


@settings(
    max_examples=800, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(
    st.sampled_from(SOUND),
    st.lists(
        st.tuples(
            st.floats(0, 1),
            st.integers(0, 40),
            st.one_of(st.binary(max_size=6), st.sampled_from(PIECES)),
        ),
        min_size=1,
        max_size=6,
    ),
    st.floats(0.3, 2),
)
def test_damage_anywhere_ends_as_a_text_or_a_reason(
    data: bytes, changes: list[tuple[float, int, bytes]], kept: float
) -> None:
    for place, length, piece in changes:
        at = int(place * len(data))
        data = data[:at] + piece + data[at + length :]
    assert outcome(data[: int(kept * len(data))])
