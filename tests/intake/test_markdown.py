"""Markdown becomes the text a reader would see."""

from __future__ import annotations

import pytest

from rag.intake.draft import Draft
from rag.intake.text.inline import plain
from rag.intake.text.markdown import draft

from .conftest import Write, article


@pytest.mark.parametrize(
    ("marked", "seen"),
    [
        ("a *b* **c** ***d*** _e_ __f__ ~~g~~", "a b c d e f g"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("[words](https://e.org/a_(b) 'title') end", "words end"),
        ("[a [b] c](<x y>)", "a [b] c"),
        ("![alt](a.png) words", " words"),
        ("[![alt](a.png) words](b)", " words"),
        ("![a *b](c) d*", " d*"),
        ("[1] and [x][ref] and [ref]", "[1] and x and ref"),
        ("see [^1] [not a link] (really)", "see  [not a link] (really)"),
        ("`code *x* [y](z)` and ``a ` b``", "code *x* [y](z) and a ` b"),
        ("an open ` and *star", "an open ` and *star"),
        (r"\*not\* \[x\](y)", "*not* [x](y)"),
        ("AT&amp;T &lt;b&gt; &nosuch;", "AT&T <b> &nosuch;"),
        ("<b>bold</b> a<br>b <https://e.org/x>", "bold a b https://e.org/x"),
        ("a < b and c > d", "a < b and c > d"),
        ("**a *b* c**", "a b c"),
        ("***", "***"),
        ("", ""),
    ],
)
def test_marks_are_read_away(marked: str, seen: str) -> None:
    assert plain(marked, {"ref"}) == seen


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("One\ntwo\n\nthree", "One two\n\nthree"),
        ("## Part\nWords\n### Other ###\nMore", "Part\n\nWords\n\nOther\n\nMore"),
        ("Words\n\nPart\n----\nMore", "Words\n\nPart\n\nMore"),
        ("a\n\n***\n\nb", "a\n\nb"),
        ("* one\n* two\n  goes on\n1. three", "- one\n- two goes on\n1. three"),
        ("- one\n\n- two", "- one\n\n- two"),
        ("- [x] done\n- [ ] open", "- done\n- open"),
        ("> said\n> she\n\nthen", "said she\n\nthen"),
        ("```py\nx  = 1\n# y\n```\nafter", "x = 1\n# y\n\nafter"),
        ("~~~\n<!-- kept -->\n~~~", "<!-- kept -->"),
        ("a <!-- b\n\nc --> d", "a d"),
        ("a <!-- b\n\nc", "a <!-- b\n\nc"),
        ("```\nx\n```\n<!-- y -->z", "x\n\nz"),
        ("a\n<script>\nalert(1)\n</script>\nb", "a\n\nb"),
        ("| a | b |\n|---|:-:|\n| 1 | *2* |", "a | b\n1 | 2"),
        ("[x]: https://e.org\nsee [x]", "see x"),
        ("![only](image.png)\n\nwords", "words"),
        ("```\nnever closed", "never closed"),
        ("words[^1].\n\n[^1]: The note.", "words.\n\nThe note."),
        ("#hashtag is no heading", "#hashtag is no heading"),
    ],
)
def test_blocks_become_paragraphs(page: str, text: str) -> None:
    assert draft(f"Lead.\n\n{page}", Draft("")).text == f"Lead.\n\n{text}"


@pytest.mark.parametrize(
    "page", ["# The *Title*\n\nWords.", "The Title\n=====\nWords.", "\n\n# The Title #\nWords."]
)
def test_a_heading_above_the_text_is_the_title(write: Write, page: str) -> None:
    found = article(write("a.md", page))
    assert (found.title, found.text) == ("The Title", "Words.")
    assert found.found["title"] == "the heading above the text"


def test_a_given_title_is_not_repeated_in_the_text(write: Write) -> None:
    same = article(write("a.md", "---\ntitle: The Title\n---\n# The title\n\nWords."))
    other = article(write("b.md", "---\ntitle: The Title\n---\n# Another\n\nWords."))
    assert (same.title, same.text) == ("The Title", "Words.")
    assert (other.title, other.text) == ("The Title", "Another\n\nWords.")


def test_a_text_without_a_heading_has_no_title(write: Write) -> None:
    assert article(write("a.md", "Words.\n\n# Later")).title is None


def test_emoji_keep_the_offsets_right(write: Write) -> None:
    text = article(write("a.md", "👩‍👩‍👧 **came** 😀 to [Łódź](x) today.")).text
    assert text == "👩‍👩‍👧 came 😀 to Łódź today."
    assert text[text.index("Łódź") :][:4] == "Łódź"
