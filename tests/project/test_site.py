"""The documentation as a site: it builds, holds every page, and loads nothing from elsewhere."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from project.children import RAG, run
from project.modules import ROOT

QUIET = {"NO_MKDOCS_2_WARNING": "1"}
LOADING = "//script/@src | //link/@href | //img/@src | //source/@srcset | //iframe/@src"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make docs` builds, elsewhere."""
    folder = tmp_path_factory.mktemp("site") / "site"
    words = (RAG.with_name("mkdocs"), "build", "--strict", "--site-dir", folder)
    built = run(*words, cwd=ROOT, extra=QUIET)
    assert built.returncode == 0, built.stderr
    return folder


def pages(site: Path) -> dict[str, html.HtmlElement]:
    return {
        each.relative_to(site).as_posix(): html.document_fromstring(each.read_bytes())
        for each in site.rglob("*.html")
    }


def test_every_page_and_decision_is_in_it_and_in_its_contents(site: Path) -> None:
    built = pages(site)
    sources = {each.relative_to(ROOT / "docs") for each in ROOT.glob("docs/**/*.md")}
    made = {
        (each.with_name("index.md") if each.name == "README.md" else each).with_suffix(".html")
        for each in sources
    }
    made |= {Path(f"{name}.html") for name in ("index", "contributing", "changelog", "corpus")}
    assert {each.as_posix() for each in made} | {"404.html"} == built.keys()
    listed = {
        unquote(urlsplit(link).path)
        for link in built["index.html"].xpath("//nav//a/@href")
        if link.split("#")[0]
    }
    decisions = {
        unquote(urlsplit(link).path)
        for link in built["decisions/index.html"].xpath("//nav//a/@href")
    }
    assert {"architecture.html", "observability.html", "install.html"} <= listed
    missing = {each.as_posix() for each in made if each.parent == Path()} - listed
    assert missing == {"index.html"} - listed, "give it a place in the nav of mkdocs.yml"
    assert {each.name for each in made if each.name[0] == "0"} <= decisions


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    elsewhere = re.compile(r"(?:[a-z]+:)?//")
    loaded = {
        f"{name}: {link}"
        for name, page in pages(site).items()
        for link in page.xpath(LOADING)
        if elsewhere.match(link)
    }
    assert loaded == set()
    styles = [each.read_text("utf-8") for each in site.rglob("*.css")]
    assert styles
    assert [s for s in styles if re.search(r"(?:url\(|@import\s*)[\"']?(?:https?:)?//", s)] == []


def test_what_links_name_is_there(site: Path) -> None:
    for name, page in pages(site).items():
        if name == "404.html":
            continue  # its links begin at the server's root
        for link in page.xpath("//a/@href | //img/@src"):
            at = urlsplit(link)
            if at.scheme or not at.path:
                continue
            assert (site / name).parent.joinpath(unquote(at.path)).exists(), f"{name}: {link}"


def test_a_link_to_nothing_is_an_error(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(ROOT / "docs", docs)
    (docs / "operations.md").write_text("# Running\n\n[Nothing](nothing.md)\n", "utf-8")
    for name in ("mkdocs.yml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("corpus/README.md", "rag/page/assets/icon.png"):
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copy(ROOT / name, tmp_path / name)
    words = (RAG.with_name("mkdocs"), "build", "--strict", "--site-dir", tmp_path / "site")
    built = run(*words, cwd=tmp_path, extra=QUIET)
    assert built.returncode == 1
    assert "nothing.md" in built.stderr
