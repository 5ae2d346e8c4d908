"""A name in brackets behind a pronoun: only where it is certain, and never a part of the quote."""

from __future__ import annotations

import pytest

from rag.answering.accounts import line
from rag.answering.citations import speech_of
from rag.answering.insertions import insertion
from rag.answering.verify import judge
from rag.sentences import sentence_spans
from rag.types import Article, Sentence, Speech, Verdict


@pytest.mark.parametrize(
    ("before", "inserted"),
    [
        ("Mayor Ada Berg spoke at noon.", "Ada Berg"),
        ("Mayor Ada Berg spoke at noon. It rained.", "Ada Berg"),
        ("Mayor Ada Berg met Carl Olsen at noon.", None),
        ("The mayor spoke at noon.", None),
        ("Norway received Mayor Ada Berg at noon.", "Ada Berg"),
        ("Olsen had won by a narrow margin over Ada Berg.", None),
        ("Ada Berg spoke. One. Two. Three. Four. Five.", None),
    ],
)
def test_a_name_is_inserted_only_where_one_person_is_named_before(
    before: str, inserted: str | None
) -> None:
    text = f"{before} She said that the bridge would open."
    article = Article(id=text, title=None, text=text, location="a.md", sha256=text, revision=1)
    index = len(sentence_spans(text)) - 1
    found = insertion(article, line(article, index), index)
    assert (text[found.start : found.end] if found else None) == inserted
    if found:
        assert text[: found.at].endswith("She")


SPANS = ["Mayor Ada Berg spoke at noon.", "She said that the bridge would open."]


def test_verbatim_tells_of_the_span_without_the_inserted_name() -> None:
    said = "She [Ada Berg] said that the bridge would open."
    assert judge(said, SPANS).verdict is Verdict.VERBATIM
    assert judge(said, SPANS[1:]).verdict is Verdict.UNSUPPORTED
    assert "Ada Berg" in (judge(said, SPANS[1:]).reason or "")
    assert judge(said.replace("Ada", "Eva"), SPANS).verdict is Verdict.UNSUPPORTED


def test_a_sentence_gives_its_span_without_marks_and_insertions() -> None:
    sentence = Sentence("She [Ada Berg] said so. [1] [2]", (1, 2), Verdict.VERBATIM)
    assert sentence.words == "She [Ada Berg] said so."
    assert sentence.span == "She said so."


@pytest.mark.parametrize(
    ("quote", "speaker", "speech"),
    [
        ("“We will rebuild the harbour,” she said.", "Ada Berg", Speech.DIRECT),
        ('She called it "a disgrace".', "Ada Berg", Speech.DIRECT),
        ("She said that they would rebuild it.", "Ada Berg", Speech.REPORTED),
        ("The policy is called “Proactive Pacifism”.", None, None),
        ("“We will rebuild the harbour.”", None, Speech.DIRECT),
        ("The bridge opened.", None, None),
    ],
)
def test_a_quotation_is_direct_or_reported_speech_or_neither(
    quote: str, speaker: str | None, speech: Speech | None
) -> None:
    assert speech_of(quote, speaker) is speech
