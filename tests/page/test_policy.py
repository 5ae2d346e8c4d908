"""Headers on every answer, and no route that the page does not use."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from page.doubles import SmallRag, answered, article, cited
from rag.answering.citations import CitationList
from rag.errors import UsageError
from rag.page.policy import content_policy, is_open
from rag.serve import create_app, listen

HELD = article("The words that count.", id="a1")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    cites = CitationList()
    cited(cites, HELD, "The words that count.")
    rag = SmallRag(answered("Who?", cites, (HELD,)), (HELD,))
    with TestClient(create_app(rag)) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/health", "/read?article=a1", "/byline/page.js", "/nope"])
def test_every_answer_carries_the_policy(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    for rule in (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    ):
        assert rule in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert "server" not in headers


def test_only_gradios_own_page_may_evaluate_and_only_with_a_nonce(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    scripts = next(rule for rule in policy.split("; ") if rule.startswith("script-src "))
    assert "'unsafe-inline'" not in scripts
    assert re.search(r"'nonce-[\w-]{20,}'", scripts)
    assert content_policy(None).count("unsafe-eval") == 0
    assert "unsafe-eval" not in client.get("/read?article=a1").headers["content-security-policy"]


def test_each_page_has_a_nonce_of_its_own_on_every_script(client: TestClient) -> None:
    pages = [client.get("/") for _ in range(2)]
    nonces = [
        re.findall(r"'nonce-([\w-]+)'", page.headers["content-security-policy"]) for page in pages
    ]
    assert nonces[0] != nonces[1]
    for page, (nonce,) in zip(pages, nonces, strict=True):
        assert page.text.count("<script") == page.text.count(f'<script nonce="{nonce}"') > 3
        assert page.headers["cache-control"] == "no-store"
        assert int(page.headers["content-length"]) == len(page.content)


def test_the_page_is_whole_when_the_browser_asks_for_compression(client: TestClient) -> None:
    page = client.get("/", headers={"accept-encoding": "gzip, br"})
    assert "<gradio-app" in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/config",
        "/openapi.json",
        "/gradio_api/openapi.json",
        "/gradio_api/info",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=pyproject.toml",
        "/gradio_api/file=../pyproject.toml",
        "/gradio_api/proxy=http://127.0.0.1:9/",
        "/gradio_api/upload",
        "/gradio_api/run/predict",
        "/gradio_api/api/predict",
        "/gradio_api/call/ask",
        "/gradio_api/component_server",
        "/monitoring",
        "/monitoring/summary",
        "/login",
        "/docs",
        "/byline/../policy.py",
        "/byline/%2e%2e/policy.py",
        "/assets/%2e%2e/%2e%2e/routes.py",
        "/static/..%2f..%2froutes.py",
    ],
)
def test_what_the_page_does_not_use_is_not_there(client: TestClient, path: str) -> None:
    for method in ("GET", "POST"):
        assert client.request(method, path).status_code in (400, 403, 404, 405)


@pytest.mark.parametrize(
    "path", ["/", "/read", "/health", "/ready", "/gradio_api/queue/join", "/gradio_api/cancel"]
)
def test_what_the_page_uses_is_open(path: str) -> None:
    assert is_open(path)


def test_an_upload_is_not_taken(client: TestClient) -> None:
    answer = client.post("/gradio_api/upload", files={"files": ("a.txt", b"x")})
    assert answer.status_code == 404


def test_it_is_alive_and_says_how_ready_it_is(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    ready = client.get("/ready")
    assert ready.status_code == 200
    assert ready.json()["lag"] == {"keywords": 0}


def test_an_article_opens_by_its_link_and_a_missing_one_says_so(client: TestClient) -> None:
    found = client.get("/read", params={"article": "a1", "mark": "1:0-9", "pane": "true"})
    assert '<mark class="cited" data-n="1">The words</mark>' in found.text
    missing = client.get("/read", params={"article": "<b>no</b>"})
    assert missing.status_code == 404
    assert "&lt;b&gt;no&lt;/b&gt;" in missing.text


@pytest.mark.parametrize("query", ["", "?article=a1&revision=x", "?article=" + "x" * 5000])
def test_a_link_that_makes_no_sense_is_refused(client: TestClient, query: str) -> None:
    assert client.get("/read" + query).status_code == 422


def test_nothing_from_articles_stands_in_the_pages_configuration(client: TestClient) -> None:
    page = client.get("/").text
    assert "The words that count" not in page
    assert "How did Russia react?" not in page


def test_a_taken_port_names_the_remedy() -> None:
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        with pytest.raises(UsageError, match="--port"):
            listen("127.0.0.1", taken.getsockname()[1])


def test_a_port_that_is_none_names_the_remedy() -> None:
    with pytest.raises(UsageError, match="--port"):
        listen("127.0.0.1", 70_000)


def test_an_address_that_is_not_ours_names_the_remedy() -> None:
    with pytest.raises(UsageError, match="--host"):
        listen("192.0.2.1", 0)
