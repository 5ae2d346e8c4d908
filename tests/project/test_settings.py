"""Settings: an argument beats the environment, which beats rag.toml, which beats the default."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Rag, Settings
from rag.errors import SettingsError


def shown(settings: Settings, name: str) -> tuple[object, str]:
    """Value and origin of one setting, as `rag settings` prints them."""
    (row,) = [row for row in settings.shown() if row["name"] == name]
    return row["value"], row["from"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose rag.toml sets three things."""
    (tmp_path / "rag.toml").write_text('index = "from-file"\nport = 8001\npassages = 3\n')
    return tmp_path


def test_each_value_comes_from_the_nearest_place_and_says_which(folder: Path) -> None:
    settings = Settings.load(
        {"index": "from-argument"},
        environment={"RAG_INDEX": "from-environment", "RAG_PORT": "8002"},
        folder=folder,
    )
    assert shown(settings, "index") == ("from-argument", "argument")
    assert shown(settings, "port") == (8002, "RAG_PORT")
    assert shown(settings, "passages") == (3, str(folder / "rag.toml"))
    assert shown(settings, "embedding") == ("minilm", "default")


def test_an_argument_that_is_not_given_leaves_the_others_alone(folder: Path) -> None:
    settings = Settings.load({"index": None}, environment={}, folder=folder)
    assert settings.index == "from-file"


def test_an_empty_variable_counts_as_not_set(folder: Path) -> None:
    assert Settings.load(environment={"RAG_INDEX": ""}, folder=folder).index == "from-file"


def test_a_key_is_masked_wherever_it_is_shown(tmp_path: Path) -> None:
    settings = Settings.load(environment={"RAG_LLM_API_KEY": "sk-very-secret"}, folder=tmp_path)
    assert settings.llm_api_key == "sk-very-secret"
    assert shown(settings, "llm_api_key") == ("****", "RAG_LLM_API_KEY")
    assert "sk-very-secret" not in repr(settings)
    assert "sk-very-secret" not in str(settings.shown())


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql+psycopg://me:pw-secret@h:5/db", "postgresql+psycopg://me:****@h:5/db"),
        ("postgresql://me:pw-secr@et/x@h/db", "postgresql://me:****@h/db"),
        ("postgresql://me@h/db?password=pw-secret&b=1", "postgresql://me@h/db?password=****&b=1"),
        ("postgresql://me@h/db", "postgresql://me@h/db"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_the_password_of_an_address_is_masked_and_the_rest_is_shown(
    tmp_path: Path, address: str, told: str
) -> None:
    settings = Settings.load(environment={"RAG_LEDGER": address}, folder=tmp_path)
    assert settings.ledger == address
    assert shown(settings, "ledger") == (told, "RAG_LEDGER")
    assert "secr" not in repr(settings)


def test_the_token_of_a_chroma_server_is_masked(tmp_path: Path) -> None:
    named = {"RAG_CHROMA": "https://chroma.example", "RAG_CHROMA_TOKEN": "very-secret"}
    settings = Settings.load(environment=named, folder=tmp_path)
    assert shown(settings, "chroma") == ("https://chroma.example", "RAG_CHROMA")
    assert shown(settings, "chroma_token") == ("****", "RAG_CHROMA_TOKEN")
    assert "very-secret" not in repr(settings)


def test_a_key_alone_turns_no_model_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    settings = Settings.load(folder=tmp_path)
    assert settings.llm is None
    assert settings.embedding == "minilm"
    assert settings.llm_api_key == "sk-very-secret"
    with Rag.open(settings=settings) as rag:
        assert (rag.mode, rag.endpoint) == ("quotes", None)


def test_a_key_of_byline_beats_the_usual_one(tmp_path: Path) -> None:
    keys = {"RAG_LLM_API_KEY": "mine", "OPENAI_API_KEY": "theirs"}
    settings = Settings.load(environment=keys, folder=tmp_path)
    assert settings.llm_api_key == "mine"
    assert settings.embedding_api_key == "theirs"


@pytest.mark.parametrize(
    ("arguments", "environment", "toml", "place"),
    [
        ({"pasages": 3}, {}, "", "argument"),
        ({}, {"RAG_PASAGES": "3"}, "", "RAG_PASAGES"),
        ({}, {}, "pasages = 3\n", "rag.toml"),
    ],
)
def test_an_unknown_name_is_an_error_that_names_the_place_and_a_near_one(
    tmp_path: Path, arguments: dict[str, int], environment: dict[str, str], toml: str, place: str
) -> None:
    (tmp_path / "rag.toml").write_text(toml)
    with pytest.raises(SettingsError, match="did you mean passages") as error:
        Settings.load(arguments, environment=environment, folder=tmp_path)
    assert place in str(error.value)


def test_an_unknown_name_like_no_other_points_to_the_list(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="`rag settings` lists all"):
        Settings.load(environment={"RAG_ZZZ": "1"}, folder=tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("port", "high", "a whole number"),
        ("port", "80.5", "a whole number"),
        ("llm_temperature", "warm", "a number"),
        ("llm_timeout", "1m", "a number"),
    ],
)
def test_a_malformed_number_is_an_error_that_shows_it(
    tmp_path: Path, name: str, value: str, wanted: str
) -> None:
    with pytest.raises(SettingsError, match=f"{name} from RAG_.* must be {wanted}") as error:
        Settings.load(environment={f"RAG_{name.upper()}": value}, folder=tmp_path)
    assert repr(value) in str(error.value)


def test_a_list_in_the_file_where_text_belongs_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "rag.toml").write_text("index = [1, 2]\n")
    with pytest.raises(SettingsError, match="must be text"):
        Settings.load(environment={}, folder=tmp_path)


@pytest.mark.parametrize("content", [b"index = ", b"\xff\xfe", b"[index\n"])
def test_a_file_that_is_not_toml_is_an_error_with_its_path(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "rag.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"rag\.toml is not valid TOML"):
        Settings.load(environment={}, folder=tmp_path)


def test_opening_takes_settings_as_keywords(tmp_path: Path) -> None:
    with Rag.open(tmp_path / "index", passages=5) as rag:
        assert rag.settings.passages == 5
        assert rag.settings.index == str(tmp_path / "index")
    with pytest.raises(SettingsError, match="unknown setting 'colour'"):
        Rag.open(tmp_path / "index", colour="red")
