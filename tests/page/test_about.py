"""For one article: every field with how it was found, its places, its copies, its other texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest

from page.doubles import article, dossier
from page.seeing import Seen
from rag.page import shelfwords
from rag.page.about import about, notice
from rag.page.links import of_article
from rag.page.reader import article_pane
from rag.types import Copy, Dossier

NOW = article("The ban lasts until Monday.", id="v", title="Harbour shut until Monday", revision=7)
BEFORE = replace(NOW, text="The ban lasts until Sunday.", title="Harbour shut", revision=3)
COPY = Copy("w", "Harbour closed", "Coast Daily", ("TASS",), date(2023, 5, 5), "/srv/w.md", 0.935)


def shown(held: Dossier) -> Seen:
    return Seen(about(held))


def test_every_field_is_there_with_how_it_was_found() -> None:
    found = {
        name: f"by {name}"
        for name in "title source credits authors published modified language url text id".split()
    }
    zone = timezone(timedelta(hours=2))
    held = article(
        "Two words.",
        source="Inland Post",
        credits=("TASS", "DEA News"),
        authors=("Mette Aas",),
        published=date(2023, 5, 4),
        modified=datetime(2023, 5, 6, 9, 30, tzinfo=zone),
        language="en",
        url="https://example.org/harbour",
        found=found,
    )
    text = shown(dossier(held)).text
    for said in (
        "A title (by title)",
        "Inland Post (by source)",
        "TASS and DEA News (by credits)",
        "Mette Aas (by authors)",
        "4 May 2023 (by published)",
        "6 May 2023, 09:30 (UTC+02:00) (by modified)",
        "en (by language)",
        "example.org/harbour (by url)",
        "2 words (by text)",
        "a1 (by id)",
    ):
        assert said in text


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    text = shown(dossier(article("Words.", title=None))).text
    for said in (
        "Titleunknown",
        "Outletunknown",
        "Creditsnone named",
        "Authorsnone named",
        "Publishedunknown",
        "Last changedunknown",
        "Languageunknown",
        "Addressunknown",
    ):
        assert said in text


def test_a_file_is_named_without_the_servers_folders_and_a_page_with_its_host() -> None:
    places = ("/home/mette/secret/harbour.md", "https://example.org/2023/harbour/?id=5")
    seen = shown(dossier(article("Words.", location=places[0], locations=places)))
    assert "harbour.mdexample.org/2023/harbour" in seen.text
    titles = [held["title"] for _, held in seen.elements if "title" in held]
    assert titles == ["https://example.org/2023/harbour/?id=5"]
    assert "secret" not in about(dossier(article("Words.", locations=places)))


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("/a/b/c.jsonl#12", "c.jsonl#12"),
        ("plain.md", "plain.md"),
        ("http://[bad", "[bad"),
        ("https://user:secret@example.org/a", "a"),
        ("/", "/"),
    ],
)
def test_odd_places_are_named_too(location: str, said: str) -> None:
    assert shelfwords.place(location) == said
    assert shelfwords.whole_place(location) is None


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://example.org/a?id=5&page=2#x", "https://example.org/a?id=5&page=2#x"),
        ("https://example.org/f?api_key=s3cret", "https://example.org/f?api_key=…"),
        ("https://example.org/f?id=5&Token=s3cret&n=1", "https://example.org/f?id=5&Token=…&n=1"),
        ("https://example.org/f?a=1;sig=s3cret#top", "https://example.org/f?a=1;sig=…#top"),
    ],
)
def test_a_key_in_an_address_is_not_told(address: str, told: str) -> None:
    assert shelfwords.whole_place(address) == told
    assert "s3cret" not in about(dossier(article("Words.", locations=(address,))))


def test_near_copies_open_and_say_what_they_have_in_common() -> None:
    seen = shown(dossier(NOW, copies=(COPY, replace(COPY, article_id="x", title=None, share=1.0))))
    assert seen.links() == [of_article("w"), of_article("x")]
    assert "Coast Daily, credits TASS · 5 May 2023 · 94% of the shorter text in common" in seen.text
    assert "w.md" in seen.text
    assert "/srv" not in seen.text
    assert "all of the shorter text in common" in seen.text


def test_almost_everything_is_not_called_all() -> None:
    assert shelfwords.common(0.994) == "99% of the shorter text in common"


def test_an_article_with_nothing_around_it_says_nothing_of_copies_or_texts() -> None:
    seen = shown(dossier(NOW))
    assert seen.links() == []
    assert shelfwords.COPIES not in seen.text
    assert shelfwords.TEXTS not in seen.text
    assert seen.text.startswith("About this articleTitle")


def test_other_texts_open_at_their_revision_and_say_what_differs() -> None:
    seen = shown(Dossier(NOW, 7, (NOW, BEFORE), (COPY,)))
    assert seen.text.startswith("About this article: 1 near copy, 1 other text")
    assert "Revision 7, current (shown here)" in seen.text
    assert "Revision 3undated · other title and text: “Harbour shut”" in seen.text
    (link,) = [link for link in seen.links() if "revision" in link]
    assert parse_qs(urlsplit(link).query) == {"article": ["v"], "revision": ["3"]}


def test_an_older_text_says_so_and_leads_to_the_current_one() -> None:
    held = Dossier(BEFORE, 7, (NOW, BEFORE))
    seen = Seen(article_pane(held, None))
    assert "This is an older text of this article (revision 3)." in seen.text
    assert "Revision 3 (shown here)" in seen.text
    # Once above the text, and once among the revisions.
    assert seen.links() == [of_article("v"), of_article("v")]


def test_the_current_text_claims_no_age() -> None:
    assert notice(Dossier(NOW, 7, (NOW, BEFORE))) is None


def test_a_text_of_a_removed_article_leads_nowhere() -> None:
    seen = Seen(notice(Dossier(BEFORE, None, (NOW, BEFORE))) or "")
    assert "removed since" in seen.text
    assert seen.links() == []


def test_the_particulars_are_folded_away_at_first() -> None:
    ((name, attributes),) = [each for each in shown(dossier(NOW)).elements if each[0] == "details"]
    assert (name, attributes) == ("details", {"class": "about"})
