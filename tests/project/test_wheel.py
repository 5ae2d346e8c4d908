"""The wheel carries all it needs: installed alone, outside the checkout, it answers."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import rag
from project.children import RAG, run
from project.conftest import ARTICLES
from project.modules import ROOT

UV = RAG.with_name("uv")
COPY = {"UV_LINK_MODE": "copy"}


SOURCES = (
    "rag",
    "prompts",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "NOTICE",
    "CHANGELOG.md",
    "docs/rag.1",
)
"""What a wheel is made of."""
_NOT_COPIED = shutil.ignore_patterns("__pycache__", "_prompts")


def copied(names: Iterable[str], folder: Path) -> Path:
    """A copy of parts of the checkout, so that building leaves nothing there."""
    for name in names:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=_NOT_COPIED)
        else:
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def built(kind: str, source: Path, folder: Path) -> Path:
    """``wheel`` or ``sdist`` of a folder of sources."""
    words = (sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", folder)
    result = run(*words, source)
    assert result.returncode == 0, result.stdout + result.stderr
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, folder = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    return built("wheel", copied(SOURCES, source), folder)


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    source, folder = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("sdist")
    packed = built("sdist", copied((*SOURCES, "corpus", "app.py"), source), folder)
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    return folder / f"byline-{rag.__version__}"


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The Python of an empty environment that got the runtime lock, then the wheel, and no more."""
    home = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    lock = ("--require-hashes", "-r", ROOT / "requirements.lock")
    for words in (lock, ("--no-deps", wheel)):
        # As the make targets do it: uv in seconds, pip where uv cannot reach the registry.
        quick = (UV, "pip", "install", "-q", "--python", python, *words)
        if UV.exists() and run(*quick, seconds=900, extra=COPY).returncode == 0:
            continue
        result = run(python, "-m", "pip", "install", "-q", *words, seconds=900)
        assert result.returncode == 0, result.stderr
    yield python
    shutil.rmtree(home)  # close to a gigabyte, which pytest would keep for three runs


def test_the_wheel_holds_the_package_its_prompts_its_schema_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    prompts = {f"rag/_prompts/{path.name}" for path in (ROOT / "prompts").glob("*.md")}
    assert prompts
    assert prompts | {
        "rag/answer.schema.json",
        "rag/evaluation/report/assets/report.js",
        "rag/evaluation/verifier.json",
        "rag/page/assets/page.js",
        "rag/rest/examples.json",
    } <= set(names)
    own = f"byline-{rag.__version__}"
    tops = {name.split("/")[0] for name in names}
    assert tops == {"rag", f"{own}.dist-info", f"{own}.data"}
    beside = [name for name in names if name.startswith(f"{own}.data/")]
    assert beside == [f"{own}.data/data/share/man/man1/rag.1"]
    assert [name for name in names if name.endswith((".pyc", ".whl", ".lock"))] == []
    licences = {name.rsplit("/", 1)[1] for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", "NOTICE"}


def test_the_source_distribution_makes_the_same_wheel(
    wheel: Path, sdist: Path, tmp_path: Path
) -> None:
    again = built("wheel", sdist, tmp_path / "again")
    assert again.name == wheel.name
    first, second = (zipfile.ZipFile(each) for each in (wheel, again))
    assert {e.filename: e.CRC for e in first.infolist()} == {
        e.filename: e.CRC for e in second.infolist()
    }


def test_the_source_distribution_holds_the_sample_and_no_more_than_it_should(sdist: Path) -> None:
    assert len(list((sdist / "corpus" / "articles").glob("*.md"))) > 40
    assert (sdist / "app.py").is_file()
    held = {each.relative_to(sdist).parts[0] for each in sdist.rglob("*")}
    meant = {each.split("/")[0] for each in SOURCES}
    assert held - {*meant, "corpus", "app.py", "PKG-INFO", ".gitignore"} == set()
    assert [each.name for each in (sdist / "docs").iterdir()] == ["rag.1"]


def test_the_wheel_answers_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    script = installed.with_name("rag")
    ingested = run(script, "ingest", ARTICLES, "--index", "index", "--json", cwd=tmp_path)
    assert ingested.returncode == 0, ingested.stderr
    assert len(json.loads(ingested.stdout)["added"]) == 7
    words = ("Why did the ferry crews stop work?", "--index", "index", "--json")
    asked = run(script, "ask", *words, cwd=tmp_path)
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert "hours of rest" in answer["text"]
    assert answer["citations"][0]["article_id"] == "bay/walkout.md"
    module = run(installed, "-m", "rag", "ask", *words[:-1], "--json", cwd=tmp_path)
    assert json.loads(module.stdout)["text"] == answer["text"], module.stderr
    assert run(script, "--version").stdout.strip() == rag.__version__


def test_the_wheel_finds_its_own_prompts_schema_and_page(installed: Path, tmp_path: Path) -> None:
    code = (
        "import json, rag\n"
        "from importlib.resources import files\n"
        "from rag.answering.prompts import Prompts\n"
        "from rag.serve import ASSETS\n"
        "json.loads(files('rag').joinpath('answer.schema.json').read_text())\n"
        "print(json.dumps([rag.__file__, sorted(Prompts.load().texts), ASSETS.is_dir()]))\n"
    )
    result = run(installed, "-c", code, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    place, prompts, assets = json.loads(result.stdout)
    assert Path(place).is_relative_to(installed.parents[1])
    assert str(ROOT) + os.sep not in place
    assert prompts == sorted(path.stem for path in (ROOT / "prompts").glob("*.md"))
    assert assets


def test_prompts_of_ones_own_replace_the_packaged_ones(installed: Path, tmp_path: Path) -> None:
    own = tmp_path / "mine"
    own.mkdir()
    text = (ROOT / "prompts" / "system.md").read_text(encoding="utf-8")
    (own / "system.md").write_text(f"{text}\nAnswer like a librarian.\n", encoding="utf-8")
    code = (
        "from rag import Settings\n"
        "from rag.answering.prompts import Prompts\n"
        "print('like a librarian' in Prompts.load(Settings.load().prompts).texts['system'])"
    )
    result = run(installed, "-c", code, cwd=tmp_path, extra={"RAG_PROMPTS": str(own)})
    assert result.stdout.strip() == "True", result.stderr
