"""Users of a page: what is kept of a password, and what a token is worth."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from project.children import RAG, environment, run

from rag.errors import UsageError, UserNotFound, UsersDamaged
from rag.users import DAYS, FILE, Users

LONG = "correct horse"


@pytest.fixture
def users(tmp_path: Path) -> Users:
    made = Users(tmp_path)
    made.add("Ada", LONG)
    return made


def test_a_password_is_kept_only_as_a_hash_that_its_owner_alone_can_read(users: Users) -> None:
    assert LONG not in users.path.read_text()
    assert users.path.stat().st_mode & 0o077 == 0
    assert users.check("Ada", LONG)
    assert not users.check("Ada", f"{LONG} ")
    assert not users.check("Eve", LONG)
    assert not users.check("Ada", LONG + "x" * 10_000)


def test_equal_passwords_do_not_look_alike(users: Users) -> None:
    users.add("Ben", LONG)
    held = json.loads(users.path.read_text())["users"]
    assert held["Ada"]["hash"] != held["Ben"]["hash"]
    assert users.names() == ["Ada", "Ben"]


def test_a_token_names_its_user_until_it_ends(tmp_path: Path) -> None:
    now = [0.0]
    users = Users(tmp_path, lambda: now[0])
    users.add("Zoë", LONG)
    token = users.token("Zoë")
    assert users.whose(token) == "Zoë"
    assert Users(tmp_path, lambda: now[0]).whose(token) == "Zoë"
    now[0] = DAYS * 24 * 3600 + 1.0
    assert users.whose(token) is None


@pytest.mark.parametrize("token", ["", ".", "a.b", "W10.W10", "é.é", "WyJBZGEiLCA5OTk5OTk5OTk5XQ."])
def test_what_is_no_token_of_ours_names_nobody(users: Users, token: str) -> None:
    assert users.whose(token) is None
    told, signature = users.token("Ada").split(".")
    assert users.whose(f"{told}.{signature[:-2]}AA") is None


def test_another_password_and_a_removal_end_what_was_signed_in(users: Users) -> None:
    token = users.token("Ada")
    users.add("Ada", "another password")
    assert users.whose(token) is None
    token = users.token("Ada")
    users.remove("Ada")
    assert users.whose(token) is None
    with pytest.raises(UserNotFound, match="there are none yet"):
        users.remove("Ada")


def test_names_and_passwords_that_cannot_be_are_refused(users: Users) -> None:
    for name in ("", " ", "a\x00b", "x" * 65, "ada"):
        with pytest.raises(UsageError):
            users.add(name, LONG)
    for password in ("short", "x" * 201):
        with pytest.raises(UsageError, match="8 to 200"):
            users.add("Ben", password)
    assert users.names() == ["Ada"]


def test_a_damaged_file_lets_nobody_in_and_says_so(users: Users) -> None:
    users.path.write_text('{"users": 1')
    with pytest.raises(UsersDamaged, match="put back a copy"):
        users.check("Ada", LONG)


def add(folder: Path, name: str, password: str) -> subprocess.CompletedProcess[str]:
    words = [str(RAG), "users", "add", name, "--password-stdin", "--index", str(folder)]
    return subprocess.run(
        words, input=f"{password}\n", env=environment(), capture_output=True, text=True, check=False
    )


def test_the_command_line_adds_lists_and_removes(tmp_path: Path) -> None:
    added = add(tmp_path, "Ada", LONG)
    assert added.returncode == 0, added.stderr
    listed = run(RAG, "users", "list", "--json", "--index", tmp_path)
    assert json.loads(listed.stdout) == {"schema": 1, "users": ["Ada"]}
    short = add(tmp_path, "Ben", "x")
    assert (short.returncode, "8 to 200" in short.stderr) == (2, True)
    assert run(RAG, "users", "remove", "Eve", "--index", tmp_path).returncode == 4
    assert run(RAG, "users", "list", "--index", tmp_path / "no").returncode == 1
    assert (tmp_path / FILE).is_file()
