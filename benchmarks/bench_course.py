"""How long an expectation, a no-effect distribution and ten thousand trials take, beside a plain NumPy draw of the same size."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def median(work: Callable[[], object], runs: int = 15) -> float:
    """Median seconds, after a first call."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def slowest() -> tuple[str, float]:
    """The outcome whose expectation takes longest, one person for each condition."""
    from stemwise.course import expected
    from stemwise.course.expect import outcomes

    people: dict[str, dict[str, object]] = {
        "cerebral-palsy": {"age": 4.0, "level": "III"},
        "spinal-cord-injury": {"level": "A", "time_since": 0.5},
        "stroke": {"level": "14", "time_since": 0.25},
        "multiple-sclerosis": {"level": "relapsing"},
    }
    found = []
    for condition, who in people.items():
        for outcome in outcomes(condition):
            found.append((outcome, median(lambda c=condition, o=outcome, w=who: expected(c, o, 3, **w), 5)))  # type: ignore[misc]
    return max(found, key=lambda f: f[1])


def main() -> None:
    """Print the table."""
    import numpy as np

    from stemwise.course import expected, no_effect
    from stemwise.trials import Design, run_design

    design = Design("parallel", 60, (2.0,), mean=6.9, sd=5.5, error=1.5, dropout=0.1, trials=10_000)
    rng = np.random.default_rng(1)
    start = time.perf_counter()
    expected("spinal-cord-injury", "ais-improved", 12, level="A", time_since=0.5)
    cold = time.perf_counter() - start
    rows = (
        ("expect, warm, slowest outcome: " + (slow := slowest())[0], slow[1], 0.05),
        (
            "expect, warm, growth of a child",
            median(lambda: expected("cerebral-palsy", "gmfm-66", 12, age=4, level="III", score=45)),
            0.05,
        ),
        ("expect, first call (base loaded, models built, checked)", cold, None),
        (
            "no effect, 24 people",
            median(lambda: no_effect("multiple-sclerosis", "edss-improved", 24, level="progressive")),
            None,
        ),
        ("10,000 trials of 60 children (drawn three times)", median(lambda: run_design(design), 5), 2.0),
        ("peer: NumPy, 600,000 normal numbers", median(lambda: rng.standard_normal((10_000, 60))), None),
    )
    for name, seconds, goal in rows:
        print(f"{name:<58} {1000 * seconds:>9.1f} ms" + (f"   goal {1000 * goal:.0f} ms" if goal else ""))


if __name__ == "__main__":
    main()
