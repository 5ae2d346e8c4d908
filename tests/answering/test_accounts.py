"""Who speaks in a sentence: twenty ways that news has of saying so, and the ways of none."""

from __future__ import annotations

import pytest

from rag.answering.accounts import Act, Line, affiliations, line
from rag.answering.speakers import is_by
from rag.sentences import sentence_spans
from rag.types import Article


def lines(text: str) -> list[Line]:
    article = Article(id=text, title=None, text=text, location="a.md", sha256=text, revision=1)
    return [line(article, i) for i, _ in enumerate(sentence_spans(text))]


# The last sentence of each text, and who speaks in it.
SPEAKERS = [
    ("Peter Holm rejected the demand.", "Peter Holm"),
    ("Peter Holm rejected the demand. He called it unlawful.", "Peter Holm"),
    (
        "Captain Rosa Lindqvist said that it was over. Lindqvist added that nobody would sail.",
        "Captain Rosa Lindqvist",
    ),
    (
        "The company's director, Peter Holm, rejected the demand. The director warned of losses.",
        "The company's director, Peter Holm",
    ),
    (
        "“Nobody asked us,” said the Norwegian minister, Kari Moen.",
        "the Norwegian minister, Kari Moen",
    ),
    (
        "A spokesman of the ministry said that the count was out of date.",
        "A spokesman of the ministry",
    ),
    ("According to the harbour authority, 40 ships were waiting.", "the harbour authority"),
    ("Peter Holm said that it was over. According to him 40 ships were waiting.", "Peter Holm"),
    ("According to him 40 ships were waiting.", None),
    ("According to her lawyer, 40 ships were waiting.", "her lawyer"),
    ("In Beijing, a ministry spokesman said the Pacific was large.", "a ministry spokesman"),
    ("The plan was rejected by the Norwegian ministry.", "the Norwegian ministry"),
    ("The walkout was condemned by Peter Holm.", "Peter Holm"),
    ("Trains will cross it from 2022 on, said the engineer Lukas Vey.", "the engineer Lukas Vey"),
    ("Officials in Moscow voiced sharp warnings.", "Officials in Moscow"),
    ("Sweden's government welcomed the plan as prudent.", "Sweden's government"),
    ("Experts believe that the price will rise.", "Experts"),
    ("Mayor Ada Brandt opened the bridge. Brandt thanked the workers.", "Mayor Ada Brandt"),
    ("Rosa Lindqvist spoke. Then Peter Holm spoke. He said that it was over.", "Peter Holm"),
    ("Russia's envoy to Japan, Ivan Petrov, warned Tokyo.", "Russia's envoy to Japan, Ivan Petrov"),
    ("The White House called the plan historic.", "The White House"),
    ("The Ministry of Agriculture announced a ban.", "The Ministry of Agriculture"),
    ("The opposition accused the government of waste.", "The opposition"),
    ("The bridge is 840 metres long.", None),
    ("Mayor Ada Brandt opened the bridge.", None),
    ("She told reporters that she would resign.", None),
    ("It said nothing.", None),
    ("This shows that the plan works.", None),
    ("The crews stopped work on 4 May 2023.", None),
]


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS)
def test_a_sentence_names_who_speaks_or_nobody(text: str, speaker: str | None) -> None:
    found = lines(text)[-1].speaker
    assert (found.subject if found else None) == speaker


@pytest.mark.parametrize(
    ("subject", "countries"),
    [
        ("Russia's envoy to Japan", ("Russia",)),
        ("Officials in Moscow", ("Russia",)),
        ("The Norwegian fisheries ministry", ("Norway",)),
        ("Denmark and Norway", ("Denmark", "Norway")),
        ("the ambassador of the United States in Tokyo", ("United States",)),
        ("Peter Holm", ()),
        ("critics of the plan", ()),
    ],
)
def test_a_speaker_belongs_to_a_country_and_not_to_the_one_spoken_to(
    subject: str, countries: tuple[str, ...]
) -> None:
    assert affiliations(subject) == countries


@pytest.mark.parametrize(
    ("text", "actor", "is_theirs"),
    [
        ("Officials in Moscow voiced sharp warnings.", "Russia", True),
        ("Officials in Moscow voiced sharp warnings.", "Russian officials", True),
        ("Officials in Moscow voiced sharp warnings.", "Japan", False),
        ("The Norwegian fisheries ministry rejected it.", "Norway", True),
        ("The Norwegian fisheries ministry rejected it.", "the Norwegian ministry", True),
        ("The Norwegian fisheries ministry rejected it.", "the Swedish ministry", False),
        ("Russia's envoy to Japan, Ivan Petrov, warned Tokyo.", "Japan", False),
        ("Russia's envoy to Japan, Ivan Petrov, warned Tokyo.", "Petrov", True),
        ("Peter Holm rejected the demand.", "Peter Holm", True),
        ("Peter Holm rejected the demand.", "Rosa Lindqvist", False),
    ],
)
def test_words_are_their_actors_and_nobody_elses(text: str, actor: str, is_theirs: bool) -> None:
    speaker = lines(text)[-1].speaker
    assert isinstance(speaker, Act)
    assert is_by(speaker, actor) is is_theirs


def test_marks_of_quotation_and_sentences_that_lean_are_noticed() -> None:
    quoted, leaning = lines("“Nobody asked us,” said Kari Moen. This was denied.")
    assert quoted.quotes
    assert not quoted.leans
    assert not leaning.quotes
    assert leaning.leans


def test_lines_are_the_articles_own_words_at_their_places() -> None:
    text = "🙂 Kari Moen spoke.\n\nShe said no. 🏴󠁧󠁢󠁳󠁣󠁴󠁿 Nobody laughed."
    for each in lines(text):
        assert text[each.start : each.end] == each.text


@pytest.mark.parametrize("index", [-1, 2, 100])
def test_a_sentence_beyond_the_article_is_an_error(index: int) -> None:
    article = Article(id="two", title=None, text="One came. Two left.", location="a", sha256="2")
    with pytest.raises(IndexError):
        line(article, index)


def test_another_revision_of_an_article_is_read_anew() -> None:
    def revision(n: int, text: str) -> Article:
        return Article(id="r", title=None, text=text, location="r", sha256=str(n), revision=n)

    first = line(revision(1, "Peter Holm said no."), 0)
    second = line(revision(2, "Rosa Lindqvist said yes."), 0)
    assert first.speaker
    assert second.speaker
    assert (first.speaker.subject, second.speaker.subject) == ("Peter Holm", "Rosa Lindqvist")


def test_a_pronoun_is_not_followed_beyond_recognition() -> None:
    """In a text without names nobody is named, however long it is."""
    text = " ".join(["It rained.", "They waited for the train."] * 60)
    assert all(each.speaker is None for each in lines(text))


def test_who_holds_an_office_speaks_for_the_country_whose_view_was_just_announced() -> None:
    own = lines("Norway took a different view. Chief Secretary Kari Moen welcomed the plan.")[-1]
    assert own.speaker is not None
    assert own.speaker.of == ("Norway",)


@pytest.mark.parametrize(
    "text",
    [
        "Norway took a different view. Chief Secretary Kari Moen of Denmark welcomed the plan.",
        "Norway sent ships, planes and a thousand soldiers to the north of its long coast."
        " Chief Secretary Kari Moen welcomed the plan.",
        "The harbour took a different view. Chief Secretary Kari Moen welcomed the plan.",
    ],
)
def test_nobody_is_given_a_country_that_was_not_announced(text: str) -> None:
    speaker = lines(text)[-1].speaker
    assert speaker is not None
    assert "Norway" not in speaker.of
