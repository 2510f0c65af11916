"""How long a page takes, cold (whole process) and warm, beside the bare imports of NumPy and of the extraction library."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 5
PAGE = Path(__file__).parents[1] / "demo" / "sample-page.html"
PRACTICE = Path(__file__).parents[1] / "training" / "pages" / "seven"


def cold(*argv: str) -> float:
    """Median seconds of a whole process."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([sys.executable, *argv], stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def page_of(kilobytes: int) -> str:
    """A page of that size: the sample's claims, repeated with a running number so that no sentence is the same."""
    from stemwise.reading import read

    text = read(str(PAGE)).text
    parts = [text]
    while sum(map(len, parts)) < kilobytes * 1024:
        parts.append(text.replace("cerebral palsy", f"cerebral palsy (case {len(parts)})"))
    return "\n\n".join(parts)[: kilobytes * 1024]


def practice(kilobytes: int) -> str:
    """That much of practice pages: the density of claims is that of real ones."""
    texts = (p.read_text(encoding="utf-8") for p in sorted(PRACTICE.glob("*.txt")))
    return "\n\n".join(texts)[: kilobytes * 1024]


def warm(text: str, runs: int = 20) -> float:
    """Median seconds of ``check`` on a page, after a first call."""
    from stemwise import check

    check(text)
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        check(text)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def claims(text: str) -> int:
    """Claims found in a page."""
    from stemwise import check

    return len(check(text).verdicts)


def peak(*argv: str) -> float:
    """Peak resident memory of a process in MB."""
    code = (
        "import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss/1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, sys.executable, *argv], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def main() -> None:
    """Print the table."""
    numpy = cold("-c", "import numpy")
    extraction = cold("-c", "import trafilatura")
    rows = [
        ("import numpy", numpy),
        ("import trafilatura", extraction),
        ("stemwise --help", cold("-m", "stemwise", "--help")),
        ("stemwise check sample-page.html", cold("-m", "stemwise", "check", str(PAGE))),
        ("stemwise check ... --format html", cold("-m", "stemwise", "check", str(PAGE), "--format", "html")),
        ("stemwise explain cerebral-palsy", cold("-m", "stemwise", "explain", "cerebral-palsy")),
    ]
    print(f"{'whole process':38} {'s':>7} {'x numpy':>8} {'x trafilatura':>14}")
    for name, seconds in rows:
        print(f"{name:38} {seconds:7.3f} {seconds / numpy:8.2f} {seconds / extraction:14.2f}")
    for name, text in (
        ("warm check() of 10 KB, practice pages", practice(10)),
        ("the same, claims packed densely", page_of(10)),
    ):
        print(f"{name:38} {warm(text):7.4f}    {claims(text)} claims")
    print(f"{'peak memory of check, MB':38} {peak('-m', 'stemwise', 'check', str(PAGE)):7.0f}")
    print(f"{'peak memory of import trafilatura, MB':38} {peak('-c', 'import trafilatura'):7.0f}")


if __name__ == "__main__":
    main()
