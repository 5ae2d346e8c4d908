"""A real llama server on loopback: two random layers, written here, so nothing is downloaded.

What it says is gibberish; that it speaks the protocol is the point.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

WIDTH, LAYERS, HEADS, INNER, CONTEXT = 32, 2, 2, 64, 8192
TEMPLATE = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant:"


def write_model(path: Path) -> Path:
    """A llama of 2 layers with a byte vocabulary, under 500 kB, the same every time."""
    import gguf

    writer = gguf.GGUFWriter(path, "llama")
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "▁"]
    kinds = [2, 3, 3, *([6] * 256), 1]
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(TEMPLATE)
    for name, tensor in _tensors(len(tokens)).items():
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _tensors(vocabulary: int) -> dict[str, np.ndarray[Any, Any]]:
    random = np.random.default_rng(7)

    def matrix(rows: int, columns: int) -> np.ndarray[Any, Any]:
        return random.normal(0, 0.2, (rows, columns)).astype(np.float32)

    ones = np.ones(WIDTH, np.float32)
    named = {
        "token_embd.weight": matrix(vocabulary, WIDTH),
        "output_norm.weight": ones,
        "output.weight": matrix(vocabulary, WIDTH),
    }
    for i in range(LAYERS):
        named |= {f"blk.{i}.attn_norm.weight": ones, f"blk.{i}.ffn_norm.weight": ones}
        named |= {f"blk.{i}.attn_{part}.weight": matrix(WIDTH, WIDTH) for part in "qkv"}
        named[f"blk.{i}.attn_output.weight"] = matrix(WIDTH, WIDTH)
        named[f"blk.{i}.ffn_gate.weight"] = matrix(INNER, WIDTH)
        named[f"blk.{i}.ffn_up.weight"] = matrix(INNER, WIDTH)
        named[f"blk.{i}.ffn_down.weight"] = matrix(WIDTH, INNER)
    return named


def start(model: Path) -> Any:
    """The server; ``listening_address`` is where. It stops when it is let go of."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    params.warmup = False
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    return xllamacpp.Server(params)
