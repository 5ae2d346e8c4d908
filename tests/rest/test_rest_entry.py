"""Who is let in: whoever sits at the machine, or a key; no other page, name or proxy."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from rest_kit import BRIDGE, HERE, STORY, api
from starlette.testclient import TestClient

from rag import Rag
from rag.errors import KeyNotFound, KeysDamaged, SettingsError, UsageError
from rag.keys import Keys, Scope
from rag.rest.entry import MOST_WRONG, network
from rag.serve import create_app

ASKED = {"question": BRIDGE}
ROUTES = (
    "/v1/status /v1/articles /v1/jobs /v1/models /v1/openapi.json /v1/nothing "
    "/v1/articles/https%3A%2F%2Finland.example%2Fbridge"
).split()


@pytest.fixture(scope="module")
def index(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library for which no key was made yet."""
    copy = tmp_path_factory.mktemp("keys") / "index"
    shutil.copytree(folder, copy)
    return copy


@pytest.fixture(scope="module")
def opened(index: Path) -> Iterator[Rag]:
    with Rag.open(index, api_rate="none") as rag:
        yield rag


@pytest.fixture
def keys(index: Path) -> Iterator[Keys]:
    """The library's keys, of which none is left behind."""
    yield Keys(index)
    (index / "keys.json").unlink(missing_ok=True)


def with_key(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def test_who_sits_here_needs_no_key_until_one_is_made(opened: Rag, keys: Keys) -> None:
    with api(opened) as client:
        assert client.get("/v1/status").status_code == 200
        # Many clients cannot be without a key; it is passed over.
        assert client.get("/v1/status", headers=with_key("none")).status_code == 200
        key = keys.add("bot")
        assert client.get("/v1/status").status_code == 401
        assert client.get("/v1/status", headers=with_key("none")).status_code == 401
        assert client.get("/v1/status", headers=with_key(key)).status_code == 200
        keys.remove("bot")
        assert client.get("/v1/status", headers=with_key(key)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "news.example"},
        {"host": "127.0.0.1.nip.example:7860"},
        {"host": ""},
        {"x-forwarded-for": "203.0.113.9"},
        {"forwarded": "for=203.0.113.9"},
    ],
)
def test_a_name_that_leads_here_and_a_proxy_are_no_way_in_without_a_key(
    opened: Rag, keys: Keys, headers: dict[str, str]
) -> None:
    with api(opened) as client:
        for path in ROUTES:
            assert client.get(path, headers=headers).status_code == 401, path
        key = keys.add("bot")
        assert client.get("/v1/status", headers={**headers, **with_key(key)}).status_code == 200


@pytest.mark.parametrize(
    "given", [{"auth": "json:loads"}, {"host": "0.0.0.0"}], ids=["page asks", "shared"]
)
def test_where_the_page_asks_or_others_reach_it_a_key_is_wanted(
    index: Path, keys: Keys, given: dict[str, str]
) -> None:
    with Rag.open(index, api_rate="none", **given) as rag, api(rag) as client:
        for path in ROUTES:
            answer = client.get(path)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
        told = answer.json()
        assert "rag keys add" in told["detail"]
        assert client.post("/v1/ask", json=ASKED).status_code == 401
        assert client.get("/v1/status", headers=with_key(keys.add("bot"))).status_code == 200


def test_another_machine_needs_a_key_whatever_host_is_set(opened: Rag) -> None:
    with TestClient(
        create_app(opened, page=False), base_url=HERE, client=("203.0.113.9", 4000)
    ) as client:
        assert client.get("/v1/status").status_code == 401


@pytest.mark.parametrize("shown", ["byline_nothing", "", "Basic YTpi", "Bearer", "Bearer  "])
def test_what_is_no_key_is_none(opened: Rag, keys: Keys, shown: str) -> None:
    keys.add("bot")
    with api(opened) as client:
        answer = client.get("/v1/status", headers={"authorization": shown})
        assert answer.status_code == 401


def test_a_reading_key_changes_nothing_and_a_writing_one_does(opened: Rag, keys: Keys) -> None:
    reads, writes = keys.add("reader"), keys.add("importer", "write")
    with api(opened) as client:
        for method, path, sent in (
            ("post", "/v1/ingest", {"json": {"articles": [STORY]}}),
            ("post", "/v1/ingest/files", {"files": [("files", ("a.txt", b"words"))]}),
            ("delete", "/v1/articles/none", {}),
            ("get", "/v1/jobs", {}),
        ):
            answer = client.request(method, path, headers=with_key(reads), **sent)  # type: ignore[arg-type]  # by name
            assert answer.status_code == 403
            assert "--scope write" in answer.json()["detail"]
        assert client.post("/v1/ask", json=ASKED, headers=with_key(reads)).status_code == 200
        gone = client.delete("/v1/articles/none", headers=with_key(writes))
        assert gone.status_code == 404


def test_without_a_key_changing_follows_the_setting_of_the_page(index: Path) -> None:
    for setting, status in (("false", 403), ("true", 404)):
        with Rag.open(index, page_changes=setting) as rag, api(rag) as client:
            answer = client.delete("/v1/articles/none")
            assert answer.status_code == status
            assert setting == "true" or "RAG_PAGE_CHANGES" in answer.json()["detail"]


# --- pages of other origins ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "told",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"origin": HERE, "sec-fetch-site": "same-site"},
    ],
)
def test_what_a_page_of_another_origin_sends_is_refused(opened: Rag, told: dict[str, str]) -> None:
    with api(opened) as client:
        for answer in (
            client.post("/v1/ask", json=ASKED, headers=told),
            client.get("/v1/articles", headers=told),
            client.delete("/v1/articles/none", headers=told),
        ):
            assert answer.status_code == 403
            assert "RAG_API_ORIGINS" in answer.json()["detail"]
            assert "access-control-allow-origin" not in answer.headers


def test_a_page_that_is_named_may_ask(index: Path) -> None:
    given = {"origin": "https://news.example", "sec-fetch-site": "cross-site"}
    wanted = {**given, "access-control-request-method": "POST"}
    named = "https://news.example, http://localhost:3000/"
    with Rag.open(index, api_origins=named) as rag, api(rag) as client:
        before = client.options("/v1/ask", headers=wanted)
        assert before.status_code == 200
        answer = client.post("/v1/ask", json=ASKED, headers=given)
        assert answer.status_code == 200
        for each in (before, answer):
            assert each.headers["access-control-allow-origin"] == "https://news.example"
            assert "access-control-allow-credentials" not in each.headers
        other = {**wanted, "origin": "https://evil.example"}
        assert "access-control-allow-origin" not in client.options("/v1/ask", headers=other).headers
        assert client.post("/v1/ask", json=ASKED, headers=other).status_code == 403


@pytest.mark.parametrize("named", ["*", "news.example", "https://news.example/page", "https://*.a"])
def test_what_is_no_origin_is_a_wrong_setting(index: Path, named: str) -> None:
    with (
        Rag.open(index, api_origins=named) as rag,
        pytest.raises(SettingsError, match="api_origins"),
    ):
        create_app(rag, page=False)


# --- how often, and which -----------------------------------------------------------------------


def test_too_many_requests_of_one_key_are_refused_for_a_while(index: Path, keys: Keys) -> None:
    ada, ben = keys.add("ada"), keys.add("ben")
    with Rag.open(index, api_rate="3/minute;1000/day") as rag, api(rag) as client:
        told = [client.get("/v1/models", headers=with_key(ada)) for _ in range(5)]
        assert [each.status_code for each in told] == [200, 200, 200, 429, 429]
        assert 1 <= int(told[-1].headers["retry-after"]) <= 60
        assert told[-1].json()["error"]["type"] == "rate_limit_error"
        assert client.get("/v1/models", headers=with_key(ben)).status_code == 200
        assert client.get("/v1/status", headers=with_key(ada)).status_code == 429


def test_after_many_wrong_keys_an_address_waits_and_a_right_key_does_not(
    index: Path, keys: Keys
) -> None:
    right = keys.add("bot")
    with Rag.open(index, api_rate="none") as rag, api(rag) as client:
        for n in range(MOST_WRONG):
            assert client.get("/v1/status", headers=with_key(f"guess {n}")).status_code == 401
        told = client.get("/v1/status", headers=with_key("one more"))
        assert told.status_code == 429
        assert 1 <= int(told.headers["retry-after"]) <= 60
        assert "a right one is let in" in told.json()["detail"]
        assert client.get("/v1/status", headers=with_key(right)).status_code == 200
        assert client.get("/v1/status").status_code == 401


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_whose_wrong_keys_are_counted_together(address: str, counted: str) -> None:
    assert network(address) == counted


@pytest.mark.parametrize("rate", ["often", "", "10"])
def test_what_is_no_rate_is_a_wrong_setting(index: Path, rate: str) -> None:
    with Rag.open(index, api_rate="x") as rag:
        rag.settings = type(rag.settings)(index=str(index), api_rate=rate)
        with pytest.raises(SettingsError, match="api_rate"):
            create_app(rag, page=False)


def test_every_answer_carries_the_id_of_its_request(
    client: TestClient,
) -> None:
    given = client.get("/v1/models", headers={"x-request-id": "night-42.a"})
    assert given.headers["x-request-id"] == "night-42.a"
    for odd in ("a" * 65, "a b", "a\tb", ""):
        made = client.get("/v1/models", headers={"x-request-id": odd}).headers["x-request-id"]
        assert len(made) == 32
        assert made != odd
    assert client.get("/v1/nothing", headers={"x-request-id": "b"}).json()["request_id"] == "b"


def test_a_fault_of_ours_is_told_without_its_words_and_logged_with_the_id(
    opened: Rag, monkeypatch: pytest.MonkeyPatch
) -> None:
    import structlog

    def broken() -> None:
        raise RuntimeError("a secret path")

    monkeypatch.setattr(opened, "status", broken)
    with (
        structlog.testing.capture_logs(
            processors=[structlog.contextvars.merge_contextvars]
        ) as logs,
        api(opened) as client,
    ):
        answer = client.get("/v1/status", headers={"x-request-id": "night-43"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert {each["request_id"] for each in logs} == {"night-43"}
    assert logs[0]["event"] == "a request failed"


# --- beside the page ----------------------------------------------------------------------------


def test_the_gate_of_the_page_is_no_way_into_rest_and_rest_is_none_into_the_page(
    index: Path, keys: Keys
) -> None:
    from rag.users import Users

    Users(index).add("Ada", "correct horse")
    key = keys.add("bot", Scope.WRITE)
    with Rag.open(index, auth="password") as rag, api(rag, follow_redirects=False) as client:
        assert client.get("/ready", headers=with_key(key)).status_code == 401
        client.post("/login", data={"name": "Ada", "password": "correct horse"})
        assert client.get("/ready").status_code == 200
        assert client.get("/v1/status").status_code == 401
        assert client.get("/v1/status", headers={"x-byline-reader": "user-Ada"}).status_code == 401
        assert client.get("/v1/status", headers=with_key(key)).status_code == 200
        client.cookies.clear()
        for odd in ("/v1", "/v1/../ready", "/v1//ready", "/v1x", "/%76%31/../ready"):
            assert client.get(odd, headers=with_key(key)).status_code in (401, 404)


# --- the file -------------------------------------------------------------------------------------


def test_a_key_is_kept_as_a_hash_that_its_owner_alone_can_read(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    key = keys.add("  night   bot ", "write")
    held = (tmp_path / "keys.json").read_text()
    assert key not in held
    assert len(key) > 43
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    found = Keys(tmp_path).whose(key)
    assert found is not None
    assert (found.name, found.scope) == ("night bot", Scope.WRITE)
    assert keys.whose(key[:-1]) is None
    assert keys.whose("\ud800") is None


def test_names_of_keys_are_told_apart(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.add("bot")
    for name, scope in (("BOT", "read"), ("", "read"), ("a\x00b", "read"), ("other", "all")):
        with pytest.raises(UsageError):
            keys.add(name, scope)
    with pytest.raises(KeyNotFound, match="there are bot"):
        keys.remove("bat")
    assert [each.name for each in keys.all()] == ["bot"]


@pytest.mark.parametrize(
    "held", ["", "[]", '{"keys": {"a": {}}}', '{"keys": {"a": {"scope": "all", "sha256": "00"}}}']
)
def test_a_damaged_file_lets_nobody_in(opened: Rag, index: Path, held: str, keys: Keys) -> None:
    keys.path.write_text(held)
    with pytest.raises(KeysDamaged):
        keys.all()
    with api(opened) as client:
        assert client.get("/v1/status").status_code == 503
        assert client.get("/v1/status", headers=with_key("a")).status_code == 503


def test_keys_from_the_command_line(index: Path, keys: Keys) -> None:
    from project.children import RAG, run

    made = run(RAG, "keys", "add", "bot", "--scope", "write", "--json", "--index", index)
    told = json.loads(made.stdout)
    assert (told["name"], told["scope"]) == ("bot", "write")
    assert keys.whose(told["key"]) is not None
    listed = run(RAG, "keys", "list", "--json", "--index", index)
    assert [each["name"] for each in json.loads(listed.stdout)["keys"]] == ["bot"]
    assert told["key"] not in listed.stdout
    assert run(RAG, "keys", "remove", "nobody", "--index", index).returncode == 4
    assert run(RAG, "keys", "remove", "bot", "--index", index).returncode == 0
    assert run(RAG, "keys", "list", "--index", index).stdout == "no keys yet\n"
