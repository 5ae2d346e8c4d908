"""The REST interface in this process: over a library of seven articles, and its examples recorded.

Run as a program it writes ``rag/rest/examples.json`` anew.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from starlette.testclient import TestClient

from rag import Rag
from rag.serve import create_app

BAY = Path(__file__).parents[1] / "fixtures" / "bay"
EXAMPLES = Path(__file__).parents[2] / "rag" / "rest" / "examples.json"
HERE = "http://127.0.0.1:7860"
BRIDGE = "How long is the bridge over the Tarrow?"
STORY = {
    "id": "ferry-stops",
    "title": "Ferry stops",
    "text": "The ferry to Hale stopped on Monday, said Ingrid Solheim.",
}
_ASKED = {"question": BRIDGE, "k": 1, "asked_at": "2023-06-01"}
_CHAT = {
    "model": "byline-quotes",
    "messages": [{"role": "user", "content": BRIDGE}],
    "byline": {"k": 1, "asked_at": "2023-06-01"},
}


@contextmanager
def api(rag: Rag, **client: Any) -> Iterator[TestClient]:
    """The interface without the page, asked from this machine."""
    with TestClient(
        create_app(rag, page=False), base_url=HERE, client=("127.0.0.1", 5000), **client
    ) as held:
        yield held


def events(text: str) -> list[tuple[str, Any]]:
    """Server-sent events by name, with what they carry."""
    blocks = (block.split("\n") for block in text.strip().split("\n\n"))
    return [
        (name.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
        for name, data in blocks
    ]


def recorded(rag: Rag) -> dict[str, Any]:
    """Every example by method and path: what is sent, and what is answered, with what differs each
    time written over."""
    with api(rag) as client:
        asked = client.post("/v1/ask", json=_ASKED).json()
        one = f"/articles/{quote(asked['citations'][0]['article_id'], safe='')}"
        said = {"trace_id": asked["trace_id"], "verdict": "right", "note": "it is that long"}
        found = {
            "POST /ask": {"request": _ASKED, "answer": asked},
            "POST /ask/stream": {"request": _ASKED, "answer": _event(client)},
            "POST /search": _posted(client, "/search", _ASKED),
            "GET /articles": _got(client, "/articles?most=1"),
            "GET /articles/{article_id}": _got(client, one),
            "POST /feedback": _posted(client, "/feedback", said),
            "POST /chat/completions": _posted(client, "/chat/completions", _CHAT),
            "GET /models": _got(client, "/models"),
            "GET /models/{model}": _got(client, "/models/byline"),
            "GET /status": _got(client, "/status"),
            "POST /ingest": _posted(client, "/ingest", {"articles": [STORY]}),
        }
        begun = found["POST /ingest"]["answer"]
        done = _done(client, begun["id"])
        found["POST /ingest/files"] = {"answer": begun}
        found["GET /jobs/{job_id}"] = {"answer": done}
        found["GET /jobs"] = {"answer": {"schema": 1, "jobs": [done]}}
        removed = client.delete(f"/v1/articles/{STORY['id']}").json()
        found["DELETE /articles/{article_id}"] = {"answer": removed}
    told = json.dumps(found)
    for folder in (Path(rag.settings.index).parent, BAY.parent):  # where this happens to run
        told = told.replace(str(folder), "/srv/news")
    return dict(_settled(json.loads(told)))


def _event(client: TestClient) -> dict[str, str]:
    """One event of a stream: a sentence."""
    told = events(client.post("/v1/ask/stream", json=_ASKED).text)
    name, data = next(each for each in told if each[0] == "sentence")
    return {"event": name, "data": json.dumps(data, ensure_ascii=False)}


def _posted(client: TestClient, path: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    answer = client.post(f"/v1{path}", json=sent)
    assert answer.status_code in (200, 202), answer.text
    return {"request": sent, "answer": answer.json()}


def _got(client: TestClient, path: str) -> dict[str, Any]:
    answer = client.get(f"/v1{path}")
    assert answer.status_code == 200, answer.text
    return {"answer": answer.json()}


def _done(client: TestClient, job: str) -> dict[str, Any]:
    from e2e.serving import wait_until

    def told() -> dict[str, Any]:
        answer: httpx.Response = client.get(f"/v1/jobs/{job}")
        return dict(answer.json())

    wait_until(lambda: told()["state"] in ("done", "failed"))
    return told()


_DIFFERENT: dict[str, Any] = {
    "timings_ms": {"understand": 2.0, "search": 9.0, "weigh": 3.0, "total": 15.0},
    "trace_id": "8d0f2c6b7a3e4f5a9b1c2d3e4f5a6b7c",
    "at": "2023-06-01T09:30:00+00:00",
    "created": 1685612345,
    "owner": 4242,
    "bytes_on_disk": 1048576,
    "step": None,
}
_IDS = {"chat": "chatcmpl-3f2a9c1e7b6d4a508f9e2c1b", "job": "5f1c2a9b3d4e"}


def _settled(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {
            key: _DIFFERENT[key] if key in _DIFFERENT else _settled(each, key)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_settled(each, name) for each in value]
    if name == "id" and isinstance(value, str):
        if value.startswith("chatcmpl-"):
            return _IDS["chat"]
        return _IDS["job"] if re.fullmatch(r"[0-9a-f]{12}", value) else value
    if isinstance(value, float):
        return round(value, 3)
    return value


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as folder,
        Rag.open(Path(folder) / "index", page_changes="true") as library,
    ):
        library.ingest(BAY)
        made = recorded(library)
    EXAMPLES.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
