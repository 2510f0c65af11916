"""How long the evidence takes to open: the compiled index, then all studies, beside parsing the same bytes as JSON."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from importlib import resources

RUNS = 9


def median(task: Callable[[], object]) -> float:
    """Median seconds of a task."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    from stemwise.evidence import Library

    Library.load()  # compiles the index where a source has changed
    index = resources.files("stemwise").joinpath("data/index.json").read_bytes().splitlines()
    rows = [
        ("peer: json.loads of the whole index", lambda: [json.loads(line) for line in index]),
        ("open the library", lambda: Library.load()),
        ("open it and build every study", lambda: Library.load().studies(drafts=True)),
    ]
    peer = median(rows[0][1])
    for name, task in rows:
        seconds = median(task)
        print(f"{name:38} {seconds:8.4f} s {seconds / peer:7.2f} x json")


if __name__ == "__main__":
    main()
