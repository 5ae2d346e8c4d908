"""Teaches the bundled encoder to read (``make tune-reading``), from files in the form of SQuAD.

    build/peers/bin/python benchmarks/teaching/teach.py FOLDER --to build/comprehension/learned.npz

Each answer may stand in several places, and the loss is minus the logarithm of all their
probability: for its beginning and its end, over the passage's tokens and the first one, which
stands for "no answer". One pass over everything, in bfloat16, the rate falling to nothing, from
what was learned before or (``--anew``) from the encoder as it is. Every
twentieth article is kept aside; how well answerable and unanswerable questions are told apart
there is printed on the way.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rag.answering.comprehension.bundled import MAX_TOKENS, shipped
from rag.library.embedding.minilm import MODEL, checked, tokenizer
from teaching.network import Batch, Reader
from teaching.rows import articles, rows
from teaching.windows import Window, batches, window

RANK, TOKENS, SEED = 48, 5000, 7
RATE, RATE_AFTER = 1e-3, 4e-4
"""How fast it learns at its fastest, and where something was learned before: else that is lost."""
WARMING, FLOOR, DECAY, LONGEST_STEP = 60, 0.02, 0.01, 1.0
ASIDE = 20
TELLS, LOOKS, LOOKED_AT = 50, 300, 800
"""Steps after which it says how far it is, and how well it reads so many of those kept aside."""
_NEVER = -1e4


def logits(network: Reader, batch: Batch) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        found = network(batch.ids, batch.types, batch.held)
    return found.float().masked_fill(~batch.open[..., None], _NEVER)


def loss(found: Tensor, batch: Batch) -> Tensor:
    parts = []
    for at, right in enumerate((batch.begins, batch.ends)):
        own = found[..., at]
        parts.append(own.logsumexp(1) - own.masked_fill(~right, _NEVER).logsumexp(1))
    return torch.stack(parts).mean()


@torch.no_grad()
def separated(network: Reader, aside: Sequence[Window]) -> float:
    """Of a question that is answered and one that is not, how often the first is told as likelier
    (the area under the curve of receiver operating characteristics)."""
    network.eval()
    odds = []
    for start in range(0, len(aside), 32):
        batch = Batch.of(aside[start : start + 32])
        found = logits(network, batch)
        odds += (found[:, 1:].max(1).values - found[:, 0]).sum(-1).tolist()
    network.train()
    ranks = np.argsort(np.argsort(odds)) + 1
    answered = np.array([bool(each.spans) for each in aside])
    some, all_ = int(answered.sum()), len(aside)
    over = ranks[answered].sum() - some * (some + 1) / 2
    return float(over / max(1, some * (all_ - some)))


def taught(
    network: Reader, parts: Sequence[list[Window]], aside: Sequence[Window], rate: float
) -> None:
    learning = [each for each in network.parameters() if each.requires_grad]
    steps = torch.optim.AdamW(learning, rate, weight_decay=DECAY, betas=(0.9, 0.98))
    begun, lost = time.monotonic(), 0.0
    for at, part in enumerate(parts, 1):
        share = min(1.0, at / WARMING) * max(FLOOR, 1 - at / len(parts))
        for group in steps.param_groups:
            group["lr"] = rate * share
        batch = Batch.of(part)
        value = loss(logits(network, batch), batch)
        value.backward()
        torch.nn.utils.clip_grad_norm_(learning, LONGEST_STEP)
        steps.step()
        steps.zero_grad(set_to_none=True)
        lost += value.item() / TELLS
        if at % TELLS == 0:
            minutes = (time.monotonic() - begun) / 60
            print(f"{at} of {len(parts)}: loss {lost:.3f}, {minutes:.0f} min", flush=True)
            lost = 0.0
        if aside and at % LOOKS == 0:
            print(f"told apart: {separated(network, aside[:LOOKED_AT]):.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--anew", action="store_true", help="not from what is learned already")
    parser.add_argument("--seed", type=int, default=SEED, help="of what is shown, in order")
    chosen = parser.parse_args()
    torch.manual_seed(chosen.seed)
    chance = random.Random(chosen.seed)
    found = list(articles(chosen.folder))
    shown: list[list[Window]] = []
    for own in ([a for n, a in enumerate(found) if n % ASIDE], found[::ASIDE]):
        made = (window(tokenizer(), each, chance) for each in rows(own, chosen.seed))
        shown.append([each for each in made if each is not None])
    taken, aside = shown
    random.Random(chosen.seed).shuffle(aside)
    print(f"{len(taken)} windows, {sum(not w.spans for w in taken)} without an answer", flush=True)
    network = Reader(checked(MODEL), RANK)
    rate = RATE if chosen.anew else RATE_AFTER
    if not chosen.anew:
        network.go_on_from(shipped(), MAX_TOKENS)
    taught(network, list(batches(taken, TOKENS, chance)), aside, rate)
    print(f"told apart on {len(aside)} kept aside: {separated(network, aside):.3f}")
    chosen.to.parent.mkdir(parents=True, exist_ok=True)
    np.savez(chosen.to, **network.learned(MAX_TOKENS))
    print(f"wrote {chosen.to}")


if __name__ == "__main__":
    main()
