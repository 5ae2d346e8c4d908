"""Jobs of a server that was killed: the next one says what was read, and the same again goes on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from e2e.serving import wait_until
from e2e.test_server import free_port

from rag import Rag
from rag.errors import JobNotFound
from rag.jobs import Jobs
from rag.pending import FILE
from rag.uploads import Upload

Serving = Callable[[], tuple[str, "subprocess.Popen[str]"]]
WORDS = "The tide gauge at Hale was read by {n} people on day {n} of the month. "


@pytest.fixture
def index(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "index"))


@pytest.fixture
def serving(index: Path) -> Iterator[Serving]:
    running: list[subprocess.Popen[str]] = []

    def start() -> tuple[str, subprocess.Popen[str]]:
        port = str(free_port())
        words = [sys.executable, "-m", "rag", "serve", "--no-page", "--index", str(index)]
        process = subprocess.Popen([*words, "--port", port], stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        assert port in process.stdout.readline()
        return f"http://127.0.0.1:{port}/v1", process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def sent(address: str, files: int) -> dict[str, Any]:
    """A job of so many files, each long enough to take a while."""
    texts = [f"# Gauge {n}\n\n{WORDS.format(n=n) * 120}".encode() for n in range(files)]
    parts = [("files", (f"gauge-{n}.md", text)) for n, text in enumerate(texts)]
    answer = httpx.post(f"{address}/ingest/files", files=parts, timeout=60)
    assert answer.status_code == 202
    return dict(answer.json())


def job_of(address: str, key: str) -> dict[str, Any]:
    return dict(httpx.get(f"{address}/jobs/{key}", timeout=60).json())


def test_a_job_of_a_killed_server_is_told_with_what_was_read_and_goes_on_when_sent_again(
    serving: Serving,
) -> None:
    address, process = serving()
    held = httpx.get(f"{address}/status", timeout=60).json()["articles"]
    key = sent(address, 60)["id"]

    def some() -> bool:
        return int(httpx.get(f"{address}/status", timeout=60).json()["articles"]) > held

    wait_until(some, 60)
    assert job_of(address, key)["state"] == "running"
    process.kill()
    process.wait()
    address, _ = serving()
    left = job_of(address, key)
    read = [each for each in left["inputs"] if each["state"] == "read"]
    assert left["state"] == "failed"
    assert 0 < len(read) < 60
    assert f"In the library by then: {len(read)} of 60 inputs. Add the same" in left["error"]
    assert httpx.get(f"{address}/jobs").json()["jobs"][0]["id"] == key
    again = sent(address, 60)["id"]
    wait_until(lambda: job_of(address, again)["state"] == "done", 90)
    report = job_of(address, again)["report"]
    assert len(report["unchanged"]) >= len(read)
    assert len(report["added"]) + len(report["unchanged"]) == 60
    assert job_of(address, key)["state"] == "failed"


def test_a_job_that_was_done_is_forgotten_with_the_server_and_that_is_said(
    serving: Serving, index: Path
) -> None:
    address, process = serving()
    key = sent(address, 1)["id"]
    wait_until(lambda: job_of(address, key)["state"] == "done", 60)
    wait_until(lambda: not (index / FILE).exists(), 10)
    process.terminate()
    process.wait(20)
    address, _ = serving()
    told = job_of(address, key)
    assert told["status"] == 404
    assert "sending the same again changes nothing that is there" in told["detail"]


def begun(index: Path, jobs: list[dict[str, Any]], **places: list[str]) -> None:
    """What a server left that was killed."""
    told = {"schema": 1, "jobs": jobs, "places": places}
    (index / FILE).write_text(json.dumps(told), encoding="utf-8")


def test_every_kind_of_work_says_how_to_go_on(index: Path) -> None:
    origin = {"kind": "folder", "location": "/srv/papers", "articles": 3}
    kinds = {"sync": "Sync again", "purge": "erase it again", "verify": "Check again"}
    begun(index, [{"key": kind, "kind": kind, "origin": origin} for kind in kinds])
    with Rag.open(index) as rag:
        jobs = Jobs(rag)
        for kind, said in kinds.items():
            job = jobs.job(kind)
            assert job.state == "failed"
            assert said in (job.error or "")


def test_after_a_purge_no_name_of_an_input_is_left_on_the_disk(index: Path) -> None:
    begun(index, [{"key": "a", "kind": "files", "items": [{"name": "secret.md"}]}], a=["/x"])
    with Rag.open(index) as rag:
        jobs = Jobs(rag)
        assert "In the library by then: 0 of 1 input. " in (jobs.job("a").error or "")
        assert "secret.md" in (index / FILE).read_text(encoding="utf-8")
        job = jobs.purge("bay/walkout.md")
        wait_until(lambda: jobs.job(job.key).finished and not (index / FILE).exists())


@pytest.mark.parametrize("written", ["", "{", "[]", '{"jobs": [1], "places": {}}', '{"jobs": []}'])
def test_what_cannot_be_read_of_before_stops_nothing(index: Path, written: str) -> None:
    (index / FILE).write_text(written, encoding="utf-8")
    with Rag.open(index) as rag:
        jobs = Jobs(rag)
        assert jobs.all == ()
        job = jobs.files([Upload("tide.txt", b"The tide gauge at Hale failed on Monday.")])
        wait_until(lambda: jobs.job(job.key).finished)
        assert jobs.job(job.key).error is None


def test_a_second_server_on_the_folder_ends_none_of_the_firsts_work(index: Path) -> None:
    begun(index, [{"key": "a", "kind": "verify"}])
    with Rag.open(index) as rag:
        first = Jobs(rag)
        second = Jobs(rag)
        assert first.job("a").state == "failed"
        with pytest.raises(JobNotFound):
            second.job("a")
        job = second.verify()
        wait_until(lambda: second.job(job.key).finished)
        assert (index / FILE).exists()
