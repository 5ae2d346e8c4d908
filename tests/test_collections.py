"""Named collections: articles that are asked over by one name."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from rag import Rag
from rag.cli import main
from rag.errors import ArticleNotFound, CollectionsDamaged, UnknownCollection, UsageError
from rag.library.gathered import FILE
from rag.page.gathered import asked_over
from rag.page.narrowing import ticked
from rag.serve import create_app

BAY = Path(__file__).parent / "fixtures" / "bay"
WALKOUT, SETTLED = "bay/walkout.md", "bay/settlement.md"
WHY = "Why did the ferry crews stop work?"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("gathered") / "index"
    with Rag.open(index) as rag:
        rag.ingest(BAY)
    return index


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Iterator[Rag]:
    shutil.copytree(built, tmp_path / "index")
    with Rag.open(tmp_path / "index") as rag:
        yield rag


def test_a_set_of_articles_is_named_asked_over_renamed_and_removed(own: Rag) -> None:
    own.add_collection("  Ferry\n strike ", [WALKOUT])
    assert own.add_collection("FERRY STRIKE", SETTLED).articles == (WALKOUT, SETTLED)
    (held,) = own.collections()
    assert (held.name, held.articles) == ("Ferry strike", (WALKOUT, SETTLED))
    answer = own.ask(WHY, collection="ferry strike")
    assert {each.article_id for each in answer.passages} <= {WALKOUT, SETTLED}
    assert answer.sentences
    assert {each.article_id for each in own.search("herring", collection="Ferry strike")} <= {
        WALKOUT,
        SETTLED,
    }
    assert own.coverage(collection="Ferry strike").articles == 2
    assert own.coverage(collection="Ferry strike", until="2023-05-05").articles == 1
    own.rename_collection("ferry strike", "The walkout")
    assert own.collection("the WALKOUT").articles == (WALKOUT, SETTLED)
    own.remove_collection("The walkout")
    assert own.collections() == ()
    assert own.article(WALKOUT).id == WALKOUT


def test_a_filter_that_is_named_takes_in_what_comes_later(own: Rag, tmp_path: Path) -> None:
    own.add_collection("Inland", source="Inland Post", since="2022-01-01")
    before = own.coverage(collection="Inland").articles
    (tmp_path / "new.md").write_text(
        "---\ntitle: New\nsource: Inland Post\npublished: 2023-06-01\n---\n\nThe ferry sails again."
    )
    own.ingest(tmp_path / "new.md")
    assert own.coverage(collection="Inland").articles == before + 1
    assert own.coverage(collection="Inland", until="2022-12-31").articles == before
    statements = own.statements("Norway", collection="Inland")
    assert {each.source for each in statements.citations} == {"Inland Post"}


def test_removals_and_purges_are_followed(own: Rag) -> None:
    own.add_collection("Ferry strike", [WALKOUT, SETTLED])
    own.add_collection("One", [WALKOUT])
    own.remove(WALKOUT)
    assert own.collection("Ferry strike").articles == (SETTLED,)
    with pytest.raises(UsageError, match="'One' holds no article"):
        own.ask(WHY, collection="One")  # never all articles instead
    own.remove(SETTLED, purge=True)
    assert SETTLED not in (Path(own.settings.index) / FILE).read_text()


def test_what_cannot_be_is_refused_in_words(own: Rag) -> None:
    own.add_collection("Kuril files", [WALKOUT])
    with pytest.raises(UnknownCollection, match="did you mean Kuril files"):
        own.ask(WHY, collection="Kurile files")
    with pytest.raises(UnknownCollection, match="there are Kuril files"):
        own.remove_collection("Zebra")
    with pytest.raises(UsageError, match="already"):
        own.add_collection("kuril FILES", source="Inland Post")
    own.add_collection("Other", [SETTLED])
    with pytest.raises(UsageError, match="already"):
        own.rename_collection("Other", "KURIL files")
    for name in (" ", "x" * 81, "a\x1bb"):
        with pytest.raises(UsageError, match="1 to 80"):
            own.add_collection(name, [WALKOUT])
    with pytest.raises(UsageError, match="articles, or of a filter"):
        own.add_collection("Nothing")
    with pytest.raises(UsageError, match="articles, or of a filter"):
        own.add_collection("Both", [WALKOUT], source="Inland Post")
    with pytest.raises(ArticleNotFound):
        own.add_collection("None", ["nowhere.md"])
    with pytest.raises(UsageError, match="collection is the name of one"):
        own.ask(WHY, collection=3)  # type: ignore[arg-type]  # as a caller without a checker may
    (Path(own.settings.index) / FILE).write_text("{")
    with pytest.raises(CollectionsDamaged, match="move it away"):
        own.collections()


def test_a_trace_keeps_the_name_and_a_replay_asks_over_it(own: Rag) -> None:
    own.add_collection("Ferry strike", [WALKOUT])
    answer = own.ask(WHY, collection="Ferry strike")
    assert own.trace(answer.trace_id)["asked"]["collection"] == "Ferry strike"
    assert own.replay(answer.trace_id).changes == ()


def test_the_command_line_does_the_same(
    own: Rag, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = own.settings.index
    own.close()

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([*words, "--index", index])
        return int(str(left.value.code)), *capsys.readouterr()

    assert run("collections", "add", "Ferry strike", WALKOUT, SETTLED)[1] == (
        "Ferry strike: 2 articles\n"
    )
    assert (
        "from Inland Post, since 2022-01-01"
        in (run("collections", "add", "In", "--source", "Inland Post", "--since", "2022-01-01")[1])
    )
    held = json.loads(run("collections", "list", "--json")[1])["collections"]
    assert [each["name"] for each in held] == ["Ferry strike", "In"]
    assert f"    {WALKOUT}" in run("collections", "list")[1]
    answer = json.loads(run("ask", WHY, "--collection", "ferry strike", "--json")[1])
    assert {each["article_id"] for each in answer["passages"]} <= {WALKOUT, SETTLED}
    code, _, said = run("search", "herring", "--collection", "Fery strike")
    assert (code, "did you mean Ferry strike" in said) == (2, True)
    assert run("collections", "rename", "Ferry strike", "Walkout")[0] == 0
    assert run("collections", "remove", "walkout")[0] == 0
    assert run("collections", "remove", "walkout")[0] == 2


def test_the_page_names_opens_renames_and_removes_them(own: Rag) -> None:
    here = {"host": "127.0.0.1"}
    with TestClient(create_app(own), headers=here, follow_redirects=False) as client:
        assert "No articles were given a name yet." in client.get("/collections?pane=true").text
        sent = {"name": "Ferry <b>strike", "articles": f"{WALKOUT}\r\n{SETTLED}"}
        assert client.post("/collection-add", data=sent).status_code == 303
        shown = client.get("/collections?show=all&pane=true").text
        assert "Ferry &lt;b&gt;strike" in shown
        assert "2 articles" in shown
        opened = client.get("/collection", params={"name": "ferry <b>strike"})
        assert (opened.status_code, opened.headers["location"]) == (
            303,
            "/?article=bay%2Fwalkout.md&article=bay%2Fsettlement.md",
        )
        assert ticked(own, f"{SETTLED}\n{WALKOUT}")[1] == "“Ferry <b>strike” (2)"
        assert ticked(own, WALKOUT)[1] == "Only 1 article"
        changed = {"name": "Ferry <b>strike", "new": "Walkout"}
        assert client.post("/collection-rename", data=changed).status_code == 303
        assert client.post("/collection-remove", data={"name": "nobody"}).status_code == 400
        assert client.post("/collection-add", data={"name": "Empty"}).status_code == 400
        elsewhere = {"origin": "http://evil.example"}
        refused = client.post("/collection-remove", data={"name": "Walkout"}, headers=elsewhere)
        assert refused.status_code == 403
        assert client.post("/collection-remove", data={"name": "Walkout"}).status_code == 303
        assert own.collections() == ()
        missing = client.get("/collection", params={"name": "Walkout", "pane": "true"})
        assert "no collection is called" in missing.text


def test_a_filter_that_is_named_is_set_on_the_page(own: Rag) -> None:
    own.add_collection("In", source="Inland Post", since="2022-01-01", language="en", undated=True)
    assert asked_over(own.collection("in")) == (
        "/?source=Inland+Post&since=2022-01-01&language=en&undated=too"
    )
