"""Sentence borders with exact offsets."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from rag.sentences import (
    _plain_starts,
    _starts,
    is_dateline,
    paragraph_spans,
    sentence_spans,
)

ONE_SENTENCE = [
    "Dr. Smith met U.S. officials on Jan. 5 in St. Petersburg.",
    "“Nobody asked us,” said the minister.",
    "“Why now?” asked the mayor.",
    "The rate rose by 3.4 percent, e.g. for loans.",
    "Price: 1,200.50 crowns",
    "no capital and no stop",
]


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text)]


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_abbreviations_and_quotes_do_not_end_a_sentence(text: str) -> None:
    assert cut(text) == [text]


def test_sentences_are_cut_and_trimmed() -> None:
    assert cut("  One came.  Two left!\tThree stayed? ") == [
        "One came.",
        "Two left!",
        "Three stayed?",
    ]


def test_a_line_break_always_ends_a_sentence() -> None:
    assert cut("A heading\nThe text begins. It ends") == [
        "A heading",
        "The text begins.",
        "It ends",
    ]


@pytest.mark.parametrize(
    "dateline",
    [
        "OSLO (Reuters) -",
        "TOKYO (AP) —",
        "WASHINGTON, March 3 (Reuters) –",
        "KYIV, Ukraine (AP) —",
        "Oslo (dpa) -",
        "NEW YORK (AP) --",
        "ST. JOHN'S, Newfoundland (CP) -",
        "(CNN)",
        "Hong Kong (CNN Business)",
        "Kyiv and Lviv, Ukraine (Reuters)",
        "Andre Holm/AP",
        "AFP/Getty Images",
    ],
)
def test_a_dateline_is_no_part_of_the_first_sentence(dateline: str) -> None:
    assert cut(f"{dateline} Crews ended a strike on Friday. More came.") == [
        dateline,
        "Crews ended a strike on Friday.",
        "More came.",
    ]
    assert is_dateline(dateline)
    assert not is_dateline("Crews ended a strike on Friday.")


@pytest.mark.parametrize(
    "sentence",
    [
        "He came (late) - but stayed.",
        "NATO said (again) - twice - that it would.",
        "LONDON - Shares fell.",
        "The NHS (in England) - and only there - pays.",
        "World Health Organization (WHO) Director Adhanom said so.",
        "Pakistan Tehreek-e-Insaf (PTI) Chairman Imran Khan spoke.",
        "People's Action Party (PAP) Secretary Lee left.",
        "The Associated Press (AP) Director said so.",
        "Turner (CNN) sold it.",
        "The AFP/AP office in Oslo closed.",
        "Shares of the group (AP) Moller rose.",
    ],
)
def test_what_only_looks_like_a_dateline_stays(sentence: str) -> None:
    assert cut(sentence) == [sentence]


def test_offsets_count_code_points_after_emoji_and_accents() -> None:
    text = "👩‍👩‍👧 came. 🏴󠁧󠁢󠁳󠁣󠁴󠁿 Zoë left. Then it rained."
    sentences = cut(text)
    assert "".join(text.split()) == "".join("".join(sentences).split())
    assert sentences[-1] == "Then it rained."
    last = sentence_spans(text)[-1]
    assert last.end == len(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t \n "])
def test_white_space_holds_no_sentence(text: str) -> None:
    assert sentence_spans(text) == ()
    assert paragraph_spans(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "...",
        "?!?!",
        "🙂",
        "a" * 20_000,
        "Mr. Mrs. Dr.",
        "“ ” “ ”",
        "日本は島国です。人口は多い。",
        "x. " * 500,
    ],
)
def test_spans_are_in_order_apart_and_never_empty(text: str) -> None:
    spans = sentence_spans(text)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)


def test_paragraphs_are_the_lines_that_hold_something() -> None:
    text = "One.\n\nTwo. Still two.\n   \nThree."
    assert [text[a:b] for a, b in paragraph_spans(text)] == ["One.", "Two. Still two.", "Three."]


# What sentences end with and begin with, abbreviations and numbers, and what looks like either.
WORDS = """the The a A I he said Dr Mr U.S May may no No 10 2021 3.5 1,000 12% Putin NATO IV co-op
mid-May COVID-19 2019-20 iPhone McDr don't Iran's "Why ended\" “quoted speech” end.Next Yahoo! - –
— : $5 and/or é Élan Zürich e.g i.e ca Jan Fri x--Dr foo--bar 'tis ’s it’s 7 x X R. B. II. V. vs.
a.m. p.m. -x x- " ” “ ' 2021-May 1. etc St co "No "Dr “Dr""".split()
ENDS = [".", "!", "?", '."', ".”", '?"', ".'", ",", ',"', "..", "...", ".-", ". .", "?!", ":", "%."]


def line(chance: Random) -> str:
    words = chance.choices(WORDS, k=chance.randint(1, 14))
    ended = [each + chance.choice(ENDS) if chance.random() < 0.3 else each for each in words]
    return " ".join(ended)


def test_a_plain_line_is_cut_as_syntok_cuts_it() -> None:
    chance = Random(5)
    lines = [line(chance) for _ in range(30_000)]
    plain = [each for each in lines if _plain_starts(each) is not None]
    assert len(plain) > 3_000
    for each in plain:
        assert _plain_starts(each) == _starts(each), each


@pytest.mark.parametrize(
    "hard",
    [
        "He met Dr. Smith there.",
        "It rose (by a lot). Then it fell.",
        "One; two.",
        "It was 2021. May came.",
        "He lives in the U.S. Nobody knows.",
        "He is here.\u200bShe is not.",
        "“Why?” he said.",
        "He said no. 10 people came.",
        "Plan B. It failed.",
    ],
)
def test_a_line_with_any_doubt_in_it_is_left_to_syntok(hard: str) -> None:
    assert _plain_starts(hard) is None


def test_plain_lines_are_cut_too() -> None:
    text = 'He came, at 3.5 percent. “Why not?” NATO agreed in 2021. "Yes." Nobody spoke'
    assert cut(text) == [
        "He came, at 3.5 percent.",
        "“Why not?”",
        "NATO agreed in 2021.",
        '"Yes."',
        "Nobody spoke",
    ]


@pytest.mark.parametrize("title", "Lt Sgt Rep Gov Rev Cmdr Insp Ft".split())
def test_a_title_before_a_name_ends_no_sentence(title: str) -> None:
    for text in (
        f"They met {title}. Nyota Uhura on Monday. It was cold.",
        f"They met (once) {title}. Nyota Uhura; it was cold. It rained.",
    ):
        first, _ = sentence_spans(text)
        assert "Uhura" in text[first.start : first.end]
