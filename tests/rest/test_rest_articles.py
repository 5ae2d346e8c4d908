"""Articles over HTTP: listed, shown, brought in, judged and taken out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest
from e2e.serving import wait_until
from project.children import RAG, run
from rest_kit import BRIDGE, STORY, api
from starlette.testclient import TestClient

from rag import Rag
from rag.uploads import MOST_FILES

BRIDGE_ID = "https://inland.example/bridge"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Rag]:
    """A library that is changed."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "tide.txt").write_text("The tide gauge at Hale failed on Monday.")
    with Rag.open(tmp_path / "index", page_changes="true", api_rate="none") as rag:
        rag.ingest(tmp_path / "papers")
        yield rag


@pytest.fixture
def writer(own: Rag) -> Iterator[TestClient]:
    with api(own) as client:
        yield client


def finished(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    """The job, once it is done."""

    def told() -> dict[str, Any]:
        return dict(client.get(f"/v1/jobs/{job['id']}").json())

    wait_until(lambda: told()["state"] in ("done", "failed"))
    return told()


def test_the_command_line_prints_the_same(client: TestClient, folder: Path) -> None:
    def printed(*words: str) -> Any:
        return json.loads(run(RAG, *words, "--json", "--index", folder).stdout)

    listed = client.get("/v1/articles").json()
    assert listed["articles"] == printed("list")["articles"]
    shown = client.get(f"/v1/articles/{quote(BRIDGE_ID, safe='')}").json()
    assert shown == printed("show", BRIDGE_ID)
    wait_until(lambda: not any(f["lag"] for f in client.get("/v1/status").json()["followers"]))
    status, held = client.get("/v1/status").json(), printed("status")
    for each in (status, held):  # which process keeps the indexes differs
        each.pop("owned")
        each.pop("bytes_on_disk")
    assert status == held


def test_a_long_list_is_read_in_pages(client: TestClient) -> None:
    whole = client.get("/v1/articles").json()
    read: list[Any] = []
    after: int | None = 0
    while after is not None:
        page = client.get("/v1/articles", params={"after": after, "most": 3}).json()
        read, after = [*read, *page["articles"]], page["next"]
    assert read == whole["articles"]
    assert (len(read), whole["total"], whole["next"]) == (7, 7, None)
    chosen = client.get("/v1/articles", params={"source": ["Inland Post"], "until": "2021-12-31"})
    assert [each["id"] for each in chosen.json()["articles"]] == [BRIDGE_ID]


def test_a_citation_opens_its_own_words(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": BRIDGE}).json()
    for each in answer["citations"]:
        address = f"/v1/articles/{quote(each['article_id'], safe='')}"
        article = client.get(address, params={"revision": each["revision"]}).json()
        assert article["text"][each["start"] : each["end"]] == each["quote"]
    assert client.get(address, params={"revision": 999}).status_code == 404


def test_articles_are_brought_in_by_a_job_that_tells_how_far_it_is(writer: TestClient) -> None:
    rows = [STORY, {"text": "The pier at Hale is closed.", "published": "2022-01-02", "id": "pier"}]
    answer = writer.post("/v1/ingest", json={"articles": rows})
    assert answer.status_code == 202
    job = answer.json()
    assert answer.headers["location"] == f"/v1/jobs/{job['id']}"
    done = finished(writer, job)
    assert (done["state"], len(done["report"]["added"])) == ("done", 2)
    assert writer.get("/v1/articles/pier").json()["published"] == "2022-01-02"
    again = finished(writer, writer.post("/v1/ingest", json={"articles": rows}).json())
    assert len(again["report"]["unchanged"]) == 2
    assert [each["id"] for each in writer.get("/v1/jobs").json()["jobs"]] == [
        again["id"],
        done["id"],
    ]


def test_a_job_tells_what_is_being_done_and_of_how_much(
    writer: TestClient, own: Rag, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, go_on = Event(), Event()
    ingest = own.ingest

    def slowly(*inputs: Any, progress: Any) -> Any:
        progress("reading", 3, 10)
        told.set()
        go_on.wait(20)
        return ingest(*inputs, progress=progress)

    monkeypatch.setattr(own, "ingest", slowly)
    first, second = (writer.post("/v1/ingest", json={"articles": [STORY]}).json() for _ in "12")
    told.wait(20)
    running, waiting = (writer.get(f"/v1/jobs/{each['id']}").json() for each in (first, second))
    assert (running["state"], waiting["state"]) == ("running", "waiting")
    assert running["step"] == {"what": "reading", "done": 3, "total": 10}
    go_on.set()
    assert finished(writer, second)["step"] is None


def test_files_are_brought_in_and_each_says_what_became_of_it(writer: TestClient, own: Rag) -> None:
    sent = [("files", ("story.md", b"# Ferry\n\nIt sails.")), ("files", ("../blank.txt", b""))]
    answer = writer.post("/v1/ingest/files", files=sent)
    assert answer.status_code == 202
    done = finished(writer, answer.json())
    assert [(each["name"], each["state"]) for each in done["inputs"]] == [
        ("story.md", "read"),
        ("blank.txt", "rejected"),
    ]
    assert done["inputs"][1]["refused"][0]["reason"]
    assert own.settings.index not in json.dumps(done)


def test_an_address_is_fetched_by_the_librarys_own_rules(writer: TestClient) -> None:
    sent = {"addresses": ["http://127.0.0.1:9/story", "http://169.254.169.254/latest"]}
    done = finished(writer, writer.post("/v1/ingest", json=sent).json())
    assert [each["state"] for each in done["inputs"]] == ["rejected", "rejected"]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"addresses": ["/etc/passwd"]},
        {"addresses": ["file:///etc/passwd"]},
        {"addresses": ["https://a.example"], "articles": [STORY]},
        {"articles": [{"title": "no text"}]},
        {"articles": [{"text": ""}]},
    ],
)
def test_what_is_no_input_is_refused(writer: TestClient, sent: dict[str, Any]) -> None:
    assert writer.post("/v1/ingest", json=sent).status_code == 422
    assert writer.get("/v1/jobs").json()["jobs"] == []


def test_uploads_that_are_none_are_refused(writer: TestClient) -> None:
    many = [("files", (f"{n}.txt", b"x")) for n in range(MOST_FILES + 1)]
    assert writer.post("/v1/ingest/files", files=many).status_code == 413
    assert writer.post("/v1/ingest/files", json={}).status_code == 415
    kind = {"content-type": "multipart/form-data; boundary=x"}
    for content in (b"", b"--x\r\nnonsense", b"\x00" * 100):
        answer = writer.post("/v1/ingest/files", content=content, headers=kind)
        assert answer.status_code in (400, 422)
    assert writer.get("/v1/jobs/none").status_code == 404


def test_the_page_and_rest_share_one_list_of_work(own: Rag) -> None:
    from rag.serve import create_app

    with TestClient(
        create_app(own), base_url="http://127.0.0.1:7860", client=("127.0.0.1", 5000)
    ) as both:
        finished(both, both.post("/v1/ingest", json={"articles": [STORY]}).json())
        assert "Adding 1 file" in both.get("/adding?pane=true").text
        both.post("/verify")
        kinds = [each["kind"] for each in both.get("/v1/jobs").json()["jobs"]]
        assert kinds == ["verify", "files"]


def test_an_article_is_hidden_or_erased(writer: TestClient, own: Rag) -> None:
    (held,) = own.articles()
    address = f"/v1/articles/{quote(held.id, safe='')}"
    assert writer.delete(address).json() == {"schema": 1, "removed": [held.id], "purged": False}
    assert writer.get("/v1/articles").json()["total"] == 0
    assert writer.get(address, params={"revision": held.revision}).status_code == 200
    assert writer.delete(address, params={"purge": True}).json()["purged"] is True
    assert writer.get(address, params={"revision": held.revision}).status_code == 404
    assert writer.delete("/v1/articles/none").status_code == 404


def test_what_a_reader_says_of_an_answer_is_kept(writer: TestClient, own: Rag) -> None:
    trace = writer.post("/v1/ask", json={"question": "What failed at Hale?"}).json()["trace_id"]
    said = {"trace_id": trace, "verdict": "wrong answer", "note": " it was the pier "}
    told = writer.post("/v1/feedback", json=said).json()
    (kept,) = own.feedbacks()
    assert (kept.trace_id, kept.opinion.value, kept.note) == (trace, "wrong answer", told["note"])
    assert writer.post("/v1/feedback", json={**said, "verdict": "right"}).status_code == 200
    assert [each.opinion.value for each in own.feedbacks()] == ["right"]
    assert writer.post("/v1/feedback", json={**said, "trace_id": "0" * 32}).status_code == 404
    assert writer.post("/v1/feedback", json={**said, "verdict": "good"}).status_code == 422
