"""Prompt files: what is wrong with one is told when it is loaded, with its path."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answering.prompts import GIVEN, Prompts
from rag.errors import PromptError

GOOD = "---\nfields: questions\n---\nEarlier: {questions}\n"


def folder(path: Path, name: str = "earlier.md", text: str = GOOD) -> str:
    (path / name).write_text(text, encoding="utf-8")
    return str(path)


def test_the_packaged_prompts_load_and_take_all_that_is_given() -> None:
    prompts = Prompts.load()
    assert prompts.texts.keys() == GIVEN.keys()
    for name, fields in GIVEN.items():
        filled = prompts.render(name, **dict.fromkeys(fields, "@"))
        assert "@" in filled
        assert "{" not in filled


def test_a_folder_of_ones_own_replaces_what_it_holds_and_nothing_else(tmp_path: Path) -> None:
    prompts = Prompts.load(folder(tmp_path))
    assert prompts.render("earlier", questions="Who?") == "Earlier: Who?"
    assert prompts.texts["system"] == Prompts.load().texts["system"]


def test_a_readme_beside_the_prompts_is_no_prompt(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("About these.", encoding="utf-8")
    assert Prompts.load(folder(tmp_path)).texts["earlier"] == "Earlier: {questions}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Earlier: {questions}", "must begin"),
        ("---\nfields: questions\n---\n{questions} {sources}", "does not declare: {sources}"),
        ("---\nfields: questions, sources\n---\n{questions}", "does not use: {sources}"),
        ("---\nfields: key, questions\n---\n{questions} {key}", "not given"),
        ("---\nfields:\n---\nNothing.", "lacks fields it needs: {questions}"),
        ("", "must begin"),
    ],
)
def test_a_prompt_whose_fields_do_not_fit_is_refused_when_loaded(
    tmp_path: Path, text: str, said: str
) -> None:
    where = folder(tmp_path, text=text)
    with pytest.raises(PromptError) as caught:
        Prompts.load(where)
    assert said in str(caught.value)
    assert "earlier.md" in str(caught.value)


def test_a_misspelt_file_name_is_refused_and_the_right_ones_named(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match=r"sytem\.md.*system\.md"):
        Prompts.load(folder(tmp_path, "sytem.md"))


def test_a_folder_that_is_not_there_is_refused() -> None:
    with pytest.raises(PromptError, match="RAG_PROMPTS"):
        Prompts.load("no/such/folder")


def test_a_prompt_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "earlier.md").write_bytes(b"---\nfields: questions\n---\n\xff\xfe{questions}")
    with pytest.raises(PromptError, match=r"earlier\.md"):
        Prompts.load(str(tmp_path))


def test_rendering_needs_every_field_and_no_other() -> None:
    prompts = Prompts.load()
    with pytest.raises(PromptError, match=r"lacks \{questions\}"):
        prompts.render("earlier")
    with pytest.raises(PromptError, match=r"has no \{sources\}"):
        prompts.render("earlier", questions="", sources="")
    with pytest.raises(PromptError, match="there is no prompt 'later'"):
        prompts.render("later")


def test_braces_in_a_value_are_not_filled_in_again() -> None:
    assert "{fence} {questions}" in Prompts.load().render(
        "earlier", questions="{fence} {questions}"
    )
