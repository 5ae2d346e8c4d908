"""Identity, order, locations and fingerprints of what ``read`` yields."""

from __future__ import annotations

import json
import os
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from rag.intake import Limits, read
from rag.intake.identity import canonical_url
from rag.types import Article, Rejected

from .conftest import Write, article, rejection

BODY = "The council voted on Monday to keep the old bridge open for another two years."


def test_a_folder_is_read_in_a_stable_order_without_hidden_files(write: Write) -> None:
    for name in ("b.txt", "a/z.md", "a.md", ".hidden.txt", ".git/x.txt", "Z.txt"):
        folder = write(name, f"{BODY} {name}")
    root = (
        next(p for p in folder.parents if p.name == "papers")
        if folder.parent.name != "papers"
        else folder.parent
    )
    ids = [a.id for a in read([root]) if isinstance(a, Article)]
    assert ids == ["papers/Z.txt", "papers/a.md", "papers/b.txt", "papers/a/z.md"]
    assert ids == [a.id for a in read([str(root) + "/."]) if isinstance(a, Article)]


def test_a_single_file_is_known_by_its_name(write: Write) -> None:
    found = article(write("a/b/c.txt", BODY))
    assert found.id == "c.txt"
    assert found.location == found.locations[0]
    assert Path(found.location).is_absolute()
    assert found.revision == 0


def test_an_id_is_nfc_whatever_the_file_system_says(write: Write) -> None:
    path = write(unicodedata.normalize("NFD", "café.txt"), BODY)
    assert article(path).id == unicodedata.normalize("NFC", "café.txt")


def test_a_given_id_goes_before_the_address_and_the_address_before_the_path(write: Write) -> None:
    url = "https://Example.org/News/?utm_source=x&id=3#top"
    both = article(write("a.md", f"---\nid: my-id\nurl: {url}\n---\n{BODY}"))
    address = article(write("b.md", f"---\nurl: {url}\n---\n{BODY}"))
    assert (both.id, address.id) == ("my-id", "https://example.org/News?id=3")
    assert (both.found["id"], address.found["id"]) == ("front matter", "the article's address")


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("HTTPS://Example.ORG:443/a/", "https://example.org/a"),
        ("http://example.org", "http://example.org"),
        ("http://example.org/", "http://example.org"),
        ("https://example.org/a?b=1&fbclid=x&c=2", "https://example.org/a?b=1&c=2"),
        ("https://example.org/a?c=2&b=1", "https://example.org/a?c=2&b=1"),
        ("https://example.org/a?gclid=1", "https://example.org/a"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://example.org./a#b", "https://example.org/a"),
        ("javascript:alert(1)", None),
        ("ftp://example.org/a", None),
        ("//example.org/a", None),
        ("https://user:pw@example.org/a", None),
        ("https://[::1", None),
        ("https://exa mple.org/", None),
        ("https://example.org:99999/", None),
        ("", None),
    ],
)
def test_links_to_one_page_fold_into_one_address(given: str, canonical: str | None) -> None:
    assert canonical_url(given) == canonical


def test_an_address_that_is_not_http_is_left_out(write: Write) -> None:
    found = article(write("a.md", f"---\nurl: javascript:alert(1)\n---\n{BODY}"))
    assert found.url is None
    assert found.id == "a.md"
    assert "left out" in found.found["url"]


def test_two_texts_with_one_id_keep_the_first(write: Write) -> None:
    rows = [{"id": "x", "text": BODY}, {"id": "x", "text": BODY}, {"id": "x", "text": "Other."}]
    found = list(read([write("a.jsonl", "\n".join(map(json.dumps, rows)))]))
    assert [type(item) for item in found] == [Article, Article, Rejected]
    assert found[2].to_dict()["line"] == 3
    assert "'x' is taken" in found[2].to_dict()["reason"]
    assert [item.location[-2:] for item in found[:2]] == ["#1", "#2"]


def test_the_same_id_in_two_inputs_of_one_run_is_noticed(write: Write) -> None:
    one = write("one/a.txt", BODY)
    two = write("two/a.txt", BODY + " And so it stays.")
    found = list(read([one, two]))
    assert isinstance(found[0], Article)
    assert isinstance(found[1], Rejected)
    assert found[1].location == two.as_posix()


def test_one_file_given_twice_is_read_once(write: Write) -> None:
    path = write("a.txt", BODY)
    assert len(list(read([path, path, str(path)]))) == 1


def test_the_fingerprint_covers_what_a_reader_sees_and_not_the_place(write: Write) -> None:
    head = "---\ntitle: T\nsource: S\npublished: 2022-03-06\n---\n"
    first = article(write("a.md", head + BODY))
    moved = article(write("elsewhere/b.md", head + BODY))
    assert first.sha256 == moved.sha256
    for changed in (head.replace("T\n", "U\n"), head.replace("2022", "2023"), head + "More. "):
        assert article(write("a.md", changed + BODY)).sha256 != first.sha256
    assert len(first.sha256) == 64


def test_a_language_is_named_only_when_the_text_tells_it(write: Write) -> None:
    german = (
        "Der Hafen bekommt im kommenden Jahr neue Kräne, teilte die Behörde am Montag mit. "
        "Die alten waren seit den siebziger Jahren in Betrieb und werden nun verschrottet."
    )
    assert article(write("a.txt", german)).language == "de"
    assert article(write("b.txt", "Ja.")).language is None
    assert article(write("c.md", f"---\nlanguage: en-GB\n---\n{german}")).language == "en"


def test_streaming_yields_before_the_rest_is_read(write: Write) -> None:
    path = write("a.jsonl", f'{{"text": "{BODY}"}}\n' * 3)
    rows = read([path])
    assert isinstance(next(rows), Article)
    path.write_bytes(b"")  # what was not read yet may change; what was yielded may not


def test_limits_can_be_given(write: Write) -> None:
    path = write("a.txt", BODY)
    (found,) = read([path], limits=Limits(article=10))
    assert isinstance(found, Rejected)
    assert "10 characters" in found.reason


def test_published_keeps_a_bare_date_bare(write: Write) -> None:
    found = article(write("a.md", f"---\npublished: 2022-03-06\n---\n{BODY}"))
    assert found.published == date(2022, 3, 6)
    assert type(found.published) is date


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("http://127.0.0.1:9/a", "RAG_FETCH_LOCAL"),
        ("http:127.0.0.1/a", "no host"),
        ("feed://x/y", "http"),
        ("ftp://papers.example/a.html", "http"),
    ],
)
def test_an_address_that_may_not_be_fetched_is_refused_with_what_to_do(
    given: str, reason: str
) -> None:
    found = rejection(given)
    assert reason in found.reason
    assert found.location == given


@pytest.mark.parametrize("given", ["/no/such/place", "no-such.txt", "", "a\0b", "x" * 5000])
def test_a_path_that_leads_nowhere_is_refused(given: str) -> None:
    assert isinstance(rejection(given), Rejected)


@pytest.mark.parametrize(
    "address",
    ["http://jane:pa55@example.org/a", "https://jane:pa55@b@exa mple/..;", "https:\\\\j:pa55@x"],
)
def test_a_password_in_an_address_is_not_told(address: str) -> None:
    (rejected,) = read([address])
    assert isinstance(rejected, Rejected)
    assert "pa55" not in f"{rejected.location} {rejected.reason}"
    assert "…@" in rejected.location
    (benign,) = read(["ftp://example.org/@jane"])
    assert isinstance(benign, Rejected)
    assert benign.location == "ftp://example.org/@jane"


def test_a_missing_path_says_so_and_the_others_go_on(write: Write) -> None:
    found = list(read(["/no/such/place", write("a.txt", BODY)]))
    assert isinstance(found[0], Rejected)
    assert found[0].location == "/no/such/place"
    assert "no such file or folder" in found[0].reason
    assert isinstance(found[1], Article)


def test_importing_intake_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    heavy = ("yaml", "py3langid", "numpy", "charset_normalizer")
    code = f"import rag.intake, sys; print([m for m in {heavy} if m in sys.modules])"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert shown.stdout.strip() == "[]"
