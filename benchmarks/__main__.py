"""``python -m benchmarks``: every benchmark of this folder, each against a named peer in the same run."""

from __future__ import annotations

import importlib
from pathlib import Path


def main() -> None:
    """Run them in order of their names."""
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        print(f"\n== {path.stem.removeprefix('bench_')}")
        importlib.import_module(f"benchmarks.{path.stem}").main()


main()
