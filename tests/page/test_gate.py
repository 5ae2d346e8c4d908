"""Who reads: a cookie for a browser, a password, or a rule of one's own; no other site's word."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.testclient import TestClient

from rag import Rag
from rag.addresses import is_loopback
from rag.errors import SettingsError
from rag.page.desk import Desk
from rag.page.gate import HEADER
from rag.page.readers import COOKIE, browser_named
from rag.page.signing_in import MOST_TRIES, WITHIN, local
from rag.page.talk import Talk
from rag.serve import create_app
from rag.users import Users

BRIDGE = "Who opened the new bridge over the Tarrow?"
BEHIND = (
    "/ /read?article=a /library?page=1 /not-read?page=1 /conversations /export?talk=a&form=docx "
    "/ready /metrics /config /openapi.json /gradio_api/queue/data?session_hash=a "
    "/gradio_api/startup-events /gradio_api/theme.css /gradio_api/file=/etc/passwd "
    "/assets/index.js /favicon.ico /nothing"
).split()
HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def index(bay: Rag, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bay's library with two users."""
    folder = tmp_path_factory.mktemp("gate") / "index"
    shutil.copytree(bay.settings.index, folder)
    users = Users(folder)
    users.add("Ada", "correct horse")
    users.add("Ben", "battery staple")
    return folder


@pytest.fixture(scope="module")
def asked_rag(index: Path) -> Iterator[Rag]:
    with Rag.open(index, auth="password", metrics=True) as rag:
        yield rag


@pytest.fixture(scope="module")
def open_rag(index: Path) -> Iterator[Rag]:
    with Rag.open(index) as rag:
        yield rag


@pytest.fixture(scope="module")
def pages(asked_rag: Rag, open_rag: Rag) -> Iterator[dict[str, TestClient]]:
    """A page that asks for a password, and one that asks nobody."""
    with (
        TestClient(create_app(asked_rag), follow_redirects=False) as asking,
        TestClient(create_app(open_rag), follow_redirects=False) as opened,
    ):
        yield {"asked": asking, "open": opened}


@pytest.fixture
def asked_page(pages: dict[str, TestClient]) -> TestClient:
    """A browser that was never there, before the page that asks."""
    pages["asked"].cookies.clear()
    return pages["asked"]


@pytest.fixture
def open_page(pages: dict[str, TestClient]) -> TestClient:
    """A browser that was never there, before the page that asks nobody."""
    pages["open"].cookies.clear()
    return pages["open"]


def signed_in(client: TestClient, name: str, password: str) -> Response:
    return client.post("/login", data={"name": name, "password": password, "to": "/library?page=1"})


def talk_of(rag: Rag, reader: str, question: str = BRIDGE) -> str:
    """A conversation with one answer; its id."""
    return list(Desk(rag).ask(question, (), None, None, Talk(), reader))[-1].talk.id


def test_a_browser_gets_one_cookie_that_no_script_and_no_other_site_can_use(
    open_page: TestClient,
) -> None:
    given = open_page.get("/").headers["set-cookie"]
    assert given.startswith(f"{COOKIE}=")
    for rule in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert rule in given
    assert "set-cookie" not in open_page.get("/").headers
    assert "set-cookie" not in open_page.get("/library").headers


def test_a_reader_led_here_by_another_site_keeps_the_cookie_they_have(
    open_page: TestClient,
) -> None:
    led = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    answer = open_page.get("/?talk=a", headers=led)
    assert COOKIE not in answer.headers["set-cookie"]
    assert 'http-equiv="refresh" content="0"' in answer.text
    assert 'http-equiv="refresh"' not in open_page.get("/?talk=a", headers=led).text
    assert "Byline" in open_page.get("/", headers={"sec-fetch-site": "none"}).text


def test_what_another_site_sends_is_refused(open_page: TestClient) -> None:
    for told in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        for path in ("/conversations/a/remove", "/opinion", "/gradio_api/queue/join"):
            assert open_page.post(path, headers=told).status_code == 403
    for own in (
        {"origin": "http://testserver"},
        {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
        {"origin": "null", "sec-fetch-site": "same-origin"},  # as Chromium sends a form of ours
    ):
        assert open_page.post("/conversations/a/remove", headers=own).status_code == 404


def test_nobody_can_say_who_they_are_by_a_header(open_page: TestClient, open_rag: Rag) -> None:
    talk_of(open_rag, "user-Ada")
    forged = {HEADER.decode(): "user-Ada"}
    assert BRIDGE not in open_page.get("/conversations", headers=forged).text


def test_each_browser_lists_opens_renames_saves_and_removes_its_own(
    open_page: TestClient, open_rag: Rag
) -> None:
    open_page.get("/")
    talk = talk_of(open_rag, browser_named(open_page.cookies[COOKIE]))
    assert "Who opened the new bridge" in open_page.get("/conversations?q=BRIDGE").text
    assert "No conversation has" in open_page.get("/conversations?q=herring").text
    saved = open_page.get(f"/export?talk={talk}&form=markdown&n=0")
    assert "Ada Brandt" in saved.text
    assert (
        'filename="Who opened the new bridge over the Tarrow.md"'
        in (saved.headers["content-disposition"])
    )
    assert "http://testserver/read?article=" in saved.text
    for form in ("docx", "html", "json"):
        assert open_page.get(f"/export?talk={talk}&form={form}").status_code == 200
    assert open_page.get(f"/export?talk={talk}&form=pdf").status_code == 400
    assert open_page.get(f"/export?talk={talk}&form=html&n=7").status_code == 400
    renamed = open_page.post(f"/conversations/{talk}/rename", data={"name": "<b>Bridges</b>"})
    assert renamed.headers["location"] == "/conversations"
    assert "&lt;b&gt;Bridges&lt;/b&gt;" in open_page.get("/conversations").text
    open_page.cookies.clear()
    open_page.get("/")
    for act in ("rename", "remove"):
        stranger = open_page.post(f"/conversations/{talk}/{act}", data={"name": "mine"})
        assert stranger.status_code == 404
    assert open_page.get(f"/export?talk={talk}&form=markdown").status_code == 404
    assert "Bridges" not in open_page.get("/conversations").text


def test_an_opinion_is_kept_shown_and_changed(open_page: TestClient, open_rag: Rag) -> None:
    open_page.get("/")
    reader = browser_named(open_page.cookies[COOKIE])
    talk = talk_of(open_rag, reader)
    said = {"talk": talk, "n": "0", "verdict": "wrong source"}
    scripted = {"x-requested-with": "byline"}
    first = open_page.post("/opinion", data=said, headers=scripted)
    assert 'value="wrong source" class="choice" aria-pressed="true"' in first.text
    noted = {**said, "verdict": "wrong answer", "note": "it was <i>Vey</i>"}
    second = open_page.post("/opinion", data=noted, headers=scripted)
    assert "it was &lt;i&gt;Vey&lt;/i&gt;" in second.text
    (told,) = [each for each in open_rag.feedbacks() if each.question == BRIDGE]
    assert (told.opinion, told.note) == ("wrong answer", "it was <i>Vey</i>")
    held = open_rag.conversations(reader).load(talk).exchanges[0]
    assert (held.opinion, held.note) == ("wrong answer", "it was <i>Vey</i>")
    shown = Desk(open_rag).open(talk, reader)
    assert 'value="wrong answer" class="choice" aria-pressed="true"' in shown.live
    assert open_page.post("/opinion", data={**said, "verdict": "nice"}).status_code == 400
    assert open_page.post("/opinion", data={**said, "n": "5"}).status_code == 400


@pytest.mark.parametrize("path", BEHIND)
def test_without_signing_in_there_is_nothing_but_the_door(
    asked_page: TestClient, path: str
) -> None:
    shown = asked_page.get(path, headers=HTML)
    assert shown.status_code in (303, 404)
    if shown.status_code == 303:
        assert shown.headers["location"].startswith("/login")
    told = asked_page.get(path)
    assert told.status_code in (401, 404)
    assert "Tarrow" not in told.text
    assert asked_page.post(path.partition("?")[0]).status_code in (401, 404)


def test_the_door_itself_needs_no_password(asked_page: TestClient) -> None:
    assert asked_page.get("/health").json() == {"status": "ok"}
    assert asked_page.get("/byline/page.css").status_code == 200
    assert 'type="password"' in asked_page.get("/login").text


def test_a_password_opens_the_page_until_the_reader_signs_out(asked_page: TestClient) -> None:
    opened = signed_in(asked_page, "Ada", "correct horse")
    assert (opened.status_code, opened.headers["location"]) == (303, "/library?page=1")
    for rule in ("HttpOnly", "SameSite=Strict"):
        assert rule in opened.headers["set-cookie"]
    assert "Tarrow" in asked_page.get("/library?page=1").text
    assert "Signed in as Ada" in asked_page.get("/conversations").text
    assert asked_page.get("/", headers=HTML).status_code == 200
    asked_page.post("/logout")
    assert asked_page.get("/library?page=1").status_code == 401


def test_metrics_are_shown_to_who_is_let_in(asked_page: TestClient, asked_rag: Rag) -> None:
    signed_in(asked_page, "Ada", "correct horse")
    asked_rag.ask(BRIDGE)
    shown = asked_page.get("/metrics")
    assert shown.headers["content-type"] == "text/plain; version=1.0.0; charset=utf-8"
    (answers,) = (
        each for each in text_string_to_metric_families(shown.text) if each.name == "byline_answers"
    )
    assert answers.samples[0].labels == {"byline_mode": "quotes", "byline_status": "answered"}
    assert "Tarrow" not in shown.text


def test_without_the_setting_there_are_no_metrics(open_page: TestClient, open_rag: Rag) -> None:
    assert open_page.get("/metrics").status_code == 404
    with pytest.raises(SettingsError, match="RAG_METRICS=true"):
        open_rag.metrics()


def test_a_wrong_password_and_a_wrong_name_sound_alike(asked_page: TestClient) -> None:
    wrong = [signed_in(asked_page, *each) for each in (("Ada", "nothing at all"), ("Eve", "x" * 9))]
    assert [each.status_code for each in wrong] == [401, 401]
    assert wrong[0].text == wrong[1].text
    assert "nothing at all" not in wrong[0].text


def test_signed_in_readers_find_only_their_own(asked_page: TestClient, asked_rag: Rag) -> None:
    talk = talk_of(asked_rag, "user-Ada")
    signed_in(asked_page, "Ben", "battery staple")
    assert BRIDGE not in asked_page.get("/conversations").text
    assert asked_page.get(f"/export?talk={talk}&form=html").status_code == 404
    signed_in(asked_page, "Ada", "correct horse")
    assert "Who opened the new bridge" in asked_page.get("/conversations").text


def test_after_many_wrong_passwords_no_more_are_looked_at(asked_page: TestClient) -> None:
    for _ in range(MOST_TRIES):
        assert wrongly(asked_page, "Trent").status_code == 401
    refused = wrongly(asked_page, "Trent")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= WITHIN
    assert wrongly(asked_page, "Mallory").status_code == 401


def wrongly(page: TestClient, name: str) -> httpx.Response:
    return page.post("/login", data={"name": name, "password": "wrong"})


def test_where_the_users_cannot_be_read_nobody_is_let_in(index: Path, tmp_path: Path) -> None:
    shutil.copytree(index, tmp_path / "index")
    with Rag.open(tmp_path / "index", auth="password") as rag:
        client = TestClient(create_app(rag))
        client.cookies["byline_session"] = Users(tmp_path / "index").token("Ada")
        (tmp_path / "index" / "users.json").write_text("{")
        told = client.get("/library")
    assert told.status_code == 503
    assert str(tmp_path) not in told.text


def test_signing_in_leads_nowhere_else() -> None:
    for away in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", ""):
        assert local(away) == "/"
    assert local("/?talk=abc") == "/?talk=abc"


def known(request: Request) -> str | Response | None:
    """A rule of one's own, as a proxy before the page would be asked."""
    if "x-away" in request.headers:
        return RedirectResponse("/sso", status_code=303)
    return request.headers.get("x-remote-user")


async def known_later(request: Request) -> str | None:
    return request.headers.get("x-remote-user")


@pytest.mark.parametrize("rule", ["known", "known_later"])
def test_a_rule_of_ones_own_says_who_reads(index: Path, rule: str) -> None:
    with Rag.open(index, auth=f"{__name__}:{rule}") as rag:
        talk_of(rag, "user-zoe%40news.example")
        client = TestClient(create_app(rag), follow_redirects=False)
        assert client.get("/conversations").status_code == 401
        assert client.get("/health").status_code == 200
        told = client.get("/conversations", headers={"x-remote-user": "zoe@news.example"})
        assert "Who opened the new bridge" in told.text
        assert "Signed in as zoe@news.example" in told.text
        away = client.get("/", headers={"x-away": "1"})
        assert (away.headers.get("location"), away.status_code) in (("/sso", 303), (None, 401))


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        ("password", "rag users add"),
        ("no such thing", "import path"),
        ("rag.nowhere:at_all", "cannot be imported"),
        ("rag.page.words:NAME", "nothing that can be called"),
    ],
)
def test_a_way_in_that_cannot_be_is_said_at_the_start(
    bay: Rag, tmp_path: Path, auth: str, said: str
) -> None:
    with (
        Rag.open(tmp_path / "index", auth=auth) as rag,
        pytest.raises(SettingsError, match=said),
    ):
        create_app(rag)


def test_an_address_that_others_reach_is_known() -> None:
    assert [is_loopback(each) for each in ("127.0.0.1", "::1", "localhost")] == [True] * 3
    assert [is_loopback(each) for each in ("0.0.0.0", "::", "192.168.1.2", "news.example")] == (
        [False] * 4
    )
