"""Adding, syncing, removing: what is done, what is refused, and that nobody else can do it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from e2e.serving import wait_until
from fastapi import FastAPI
from starlette.testclient import TestClient

from page.seeing import Seen
from rag import Rag
from rag.errors import ArticleNotFound
from rag.jobs import Jobs
from rag.page.addingwords import ELSEWHERE, OFF
from rag.page.managing import key_of
from rag.page.routes import routes
from rag.settings import Settings
from rag.uploads import MOST_BYTES, MOST_FILES, Upload, clean_name

STORY = b"# Ferry stops\n\nThe ferry to Hale stopped on Monday, said Ingrid Solheim.\n"
CHANGES = ("/add-files", "/add-address", "/sync", "/verify", "/remove", "/purge")


def opened(folder: Path) -> Rag:
    """A library of one article in a folder."""
    (folder / "papers").mkdir()
    (folder / "papers" / "tide.txt").write_text("The tide gauge at Hale failed on Monday.")
    rag = Rag.open(folder / "index", page_changes="true")
    rag.ingest(folder / "papers")
    return rag


@pytest.fixture
def rag(tmp_path: Path) -> Iterator[Rag]:
    with opened(tmp_path) as held:
        yield held


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    """For what is refused: nothing of it changes."""
    with opened(tmp_path_factory.mktemp("still")) as held:
        yield held


def served(rag: Rag) -> TestClient:
    """The routes alone, without the chat around them."""
    app = FastAPI()
    app.include_router(routes(rag, Jobs(rag)))
    return TestClient(app)


@pytest.fixture
def client(rag: Rag) -> TestClient:
    return served(rag)


@pytest.fixture
def refusing(still: Rag) -> TestClient:
    return served(still)


def looked(client: TestClient) -> Seen:
    """The list of work, once all of it is done."""

    def finished() -> bool:
        return "data-poll" not in client.get("/adding?show=all&pane=true").text

    wait_until(finished)
    return Seen(client.get("/adding?show=all&pane=true").text)


def test_files_are_read_and_each_says_what_became_of_it(client: TestClient, rag: Rag) -> None:
    sent = [("files", ("story.md", STORY)), ("files", ("../../blank.txt", b""))]
    answer = client.post("/add-files", files=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/adding?show=all")
    seen = looked(client)
    assert "1 article added, 1 not read." in seen.text
    assert "read: story.md" in seen.text
    assert "rejected: blank.txtno text left once it is cleaned" in seen.text
    assert [each.title for each in rag.articles() if each.title] == ["Ferry stops"]
    assert not (Path(rag.settings.index) / "uploads").exists()
    assert "papers (folder): 1 article" in seen.text
    assert "added-" not in seen.text
    assert rag.settings.index not in seen.text


def test_the_same_file_again_changes_nothing_and_other_words_are_another_article(
    client: TestClient, rag: Rag
) -> None:
    for content in (STORY, STORY, STORY.replace(b"Monday", b"Tuesday")):
        client.post("/add-files", files=[("files", ("story.md", content))])
        looked(client)
    assert "1 article unchanged." in looked(client).text
    assert len([each for each in rag.articles() if each.title == "Ferry stops"]) == 2


def test_a_file_that_is_sent_again_before_it_was_read_is_there_for_both(
    rag: Rag, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()
    ingest = rag.ingest

    def slowly(*inputs: Any, **given: Any) -> Any:
        begun.set()
        go_on.wait(20)
        return ingest(*inputs, **given)

    monkeypatch.setattr(rag, "ingest", slowly)
    jobs, sent = Jobs(rag), Upload("again.md", b"# Again\n\nThe pier is closed.\n")
    first = jobs.files([sent])
    begun.wait(20)
    second = jobs.files([sent])
    go_on.set()
    wait_until(lambda: jobs.job(second.key).finished)
    reports = [jobs.job(each.key).report for each in (first, second)]
    assert [(len(each.added), len(each.unchanged)) for each in reports if each] == [(1, 0), (0, 1)]
    assert not (Path(rag.settings.index) / "uploads").exists()


def test_the_script_is_told_where_to_go_on(client: TestClient) -> None:
    answer = client.post("/verify", headers={"x-byline-pane": "1"})
    assert (answer.status_code, answer.headers["x-byline-next"]) == (204, "/adding?show=all")
    assert "Sound: every span" in looked(client).text


def test_an_address_is_fetched_by_the_librarys_own_rules(client: TestClient, rag: Rag) -> None:
    client.post("/add-address", data={"address": "http://127.0.0.1:9/story"})
    seen = looked(client)
    assert "rejected: http://127.0.0.1:9/story" in seen.text
    assert len(rag.articles()) == 1


@pytest.mark.parametrize(
    "address", ["/etc/passwd", "file:///etc/passwd", "papers", "", "ftp://a/b"]
)
def test_what_is_no_web_address_is_not_read(refusing: TestClient, address: str) -> None:
    answer = refusing.post("/add-address", data={"address": address})
    assert answer.status_code == 400
    assert "no address of a page or a feed" in answer.text
    assert "Nothing was added from here" in looked(refusing).text


def test_a_folder_is_synced_by_its_key_and_no_other_can_be_named(
    client: TestClient, rag: Rag
) -> None:
    (origin,) = rag.origins()
    (Path(origin.location) / "tide.txt").unlink()
    assert client.post("/sync", data={"origin": "/etc"}).status_code == 400
    client.post("/sync", data={"origin": key_of(origin)})
    assert "1 article removed." in looked(client).text
    assert rag.articles() == []


def test_an_article_is_removed_and_erased_only_when_that_is_typed(
    client: TestClient, rag: Rag
) -> None:
    (held,) = rag.articles()
    page = client.get("/read", params={"article": held.id}).text
    assert 'action="/remove"' in page
    assert client.post("/purge", data={"article": held.id, "confirm": "yes"}).status_code == 400
    assert rag.article(held.id)
    answer = client.post("/remove", data={"article": held.id}, follow_redirects=False)
    assert answer.headers["location"] == "/library?page=1"
    with pytest.raises(ArticleNotFound):
        rag.article(held.id)
    assert client.post("/remove", data={"article": held.id}).status_code == 404


def test_erasing_says_nothing_of_what_was_erased(client: TestClient, rag: Rag) -> None:
    client.post("/add-files", files=[("files", ("solheim.md", STORY))])
    looked(client)
    held = next(each for each in rag.articles() if each.title)
    client.post("/purge", data={"article": held.id, "confirm": " Purge "})
    seen = looked(client)
    assert "Erased: its text is in no file of the library." in seen.text
    assert "Ferry stops" not in seen.text
    with pytest.raises(ArticleNotFound):
        rag.article(held.id)


# --- who may ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CHANGES)
def test_nothing_changes_by_a_link_or_from_another_page(refusing: TestClient, path: str) -> None:
    assert refusing.get(path).status_code == 405
    for headers in (
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "http://testserver", "sec-fetch-site": "same-site"},
    ):
        answer = refusing.post(path, headers=headers)
        assert answer.status_code == 403
        assert ELSEWHERE in answer.text
    # A form without a script says no origin, since the page sends no referrer.
    for origin in ("http://testserver", "null"):
        same = {"origin": origin, "sec-fetch-site": "same-origin"}
        assert refusing.post(path, headers=same, follow_redirects=False).status_code != 403


@pytest.mark.parametrize(
    "given", [{"page_changes": False}, {"host": "0.0.0.0"}, {}], ids=["off", "shared", "by name"]
)
def test_a_page_for_reading_alone_refuses_all_changes(still: Rag, given: dict[str, object]) -> None:
    shared = still.beside(Settings(index=still.settings.index, **given))  # type: ignore[arg-type]  # by name
    with shared:
        client = served(shared)
        for path in CHANGES:
            answer = client.post(path)
            assert answer.status_code == 403
            assert OFF in answer.text
        if given:
            assert client.get("/adding?show=all").status_code == 403
            assert "/adding" not in client.get("/library?page=1").text
            assert "/remove" not in client.get("/read?article=papers/tide.txt").text


def test_whoever_sits_at_the_machine_may(still: Rag) -> None:
    own = still.beside(Settings(index=still.settings.index))
    with own:
        here = {"host": "127.0.0.1:7860"}
        told = served(own).post("/verify", headers=here, follow_redirects=False)
        assert told.status_code == 303


# --- too much ------------------------------------------------------------------------------


def test_too_many_files_and_too_large_ones_are_refused_in_words(refusing: TestClient) -> None:
    many = [("files", (f"{n}.txt", b"x")) for n in range(MOST_FILES + 1)]
    answer = refusing.post("/add-files", files=many)
    assert answer.status_code == 413
    assert f"at most {MOST_FILES} files" in answer.text
    told = refusing.post("/add-files", headers={"content-length": str(MOST_BYTES * 2)}, content=b"")
    assert told.status_code == 413
    assert "64 MB" in told.text


def test_a_body_that_says_nothing_of_its_length_is_stopped_on_the_way(refusing: TestClient) -> None:
    taken: list[int] = []

    def endless() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        for n in range(80):
            taken.append(n)
            yield b"x" * (1 << 20)

    kind = {"content-type": "multipart/form-data; boundary=x"}
    answer = refusing.post("/add-files", content=endless(), headers=kind)
    assert answer.status_code == 413


@pytest.mark.parametrize("content", [b"", b"--x\r\nnonsense", b"\x00" * 100])
def test_what_is_no_form_is_refused(refusing: TestClient, content: bytes) -> None:
    kind = {"content-type": "multipart/form-data; boundary=x"}
    assert refusing.post("/add-files", content=content, headers=kind).status_code == 400


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("story.md", "story.md"),
        ("../../etc/passwd", "passwd"),
        ("C:\\papers\\story.docx", "story.docx"),
        ("..", "article"),
        ("", "article"),
        (".hidden.story.txt", "hidden.story.txt"),
        (".txt", "article.txt"),
        ("a\x00b\u202etxt.exe", "abtxt.exe"),
        ("Straße 日本.txt", "Straße 日本.txt"),
        ("e\u0301.txt", "é.txt"),
        ("<b>|?.html", "b.html"),
        ("\ud800.txt", "article.txt"),
    ],
)
def test_a_files_name_is_cleaned_and_keeps_its_ending(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    cut = clean_name("日" * 400 + ".html")
    assert len(cut.encode()) <= 121
    assert cut.endswith(".html")


def test_what_a_killed_server_left_is_cleared_away(still: Rag) -> None:
    import os

    left = Path(still.settings.index) / "uploads" / "added-000000000000"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    jobs = Jobs(still)
    jobs.verify()
    wait_until(lambda: all(job.finished for job in jobs.all))
    assert not left.exists()
