"""Clients as others use them: LlamaIndex's OpenAILike and the command-line chat client `llm`.

They run in an environment of their own, which `make clients` fills, against a real server.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.serving import Served
from project.children import environment
from project.modules import ROOT
from rest_kit import BRIDGE

from rag import Rag
from rag.rest.chat.footnotes import footnotes

BIN = ROOT / "build" / "clients" / "bin"
OFFLINE = ROOT / "tests" / "offline"
LLAMAINDEX = """
import json, sys
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai_like import OpenAILike

llm = OpenAILike(
    model="byline", api_base=sys.argv[1], api_key="none", is_chat_model=True, max_retries=0,
    context_window=8192, timeout=30,
)
asked = ChatMessage(role="user", content=sys.argv[2])
whole = llm.chat([asked])
pieces = "".join(each.delta or "" for each in llm.stream_chat([asked]))
more = [asked, whole.message, ChatMessage(role="user", content="Who built it?")]
then = llm.chat(more)
print(json.dumps([whole.message.content, pieces, llm.complete(sys.argv[2]).text,
    then.message.content, whole.raw.choices[0].message.annotations[0].byline["quote"]]))
"""


@pytest.fixture(scope="module")
def served(rag: Rag) -> Iterator[Served]:
    with Served(rag, page=False) as held:
        yield held


@pytest.fixture
def said(rag: Rag) -> str:
    """The answer, as a chat client shows it."""
    answer = rag.ask(BRIDGE)
    return answer.text + footnotes(answer)


def client(folder: Path, *words: str | Path) -> str:
    """What a client prints; nothing it does may leave this machine."""
    tried = folder / "attempts"
    extra = {
        "LLM_USER_PATH": str(folder),
        "PYTHONPATH": str(OFFLINE),
        "OFFLINE_ATTEMPTS": str(tried),
    }
    assert BIN.is_dir(), "run `make clients`"
    result = subprocess.run(
        [str(word) for word in words],
        env=environment(extra),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert not tried.exists(), tried.read_text()
    return result.stdout


def test_llamaindex_asks_whole_in_pieces_and_on(
    served: Served, rag: Rag, said: str, tmp_path: Path
) -> None:
    address = f"{served.address}/v1"
    told = client(tmp_path, BIN / "python", "-c", LLAMAINDEX, address, BRIDGE)
    whole, pieces, completed, then, quote = json.loads(told)
    assert whole == pieces == completed == said
    assert "Maren & Sons" in then
    assert quote == rag.ask(BRIDGE).citations[0].quote


def test_llm_asks_whole_in_pieces_and_on(served: Served, said: str, tmp_path: Path) -> None:
    (tmp_path / "extra-openai-models.yaml").write_text(
        f"- model_id: byline\n  model_name: byline\n  api_base: {served.address}/v1\n"
        "  api_key_name: byline\n"
    )
    asks = (BIN / "llm", "--key", "none")
    assert client(tmp_path, *asks, "-m", "byline", "--no-stream", BRIDGE) == f"{said}\n"
    assert client(tmp_path, *asks, "-m", "byline", BRIDGE) == f"{said}\n"
    assert "Maren & Sons" in client(tmp_path, *asks, "--continue", "Who built it?")
