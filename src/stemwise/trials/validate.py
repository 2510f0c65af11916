"""``python -m stemwise.trials.validate``: the course against held-out cohorts, then simulated power against closed forms."""

from __future__ import annotations

import math
import sys

from stemwise.course.validate import report as course_report
from stemwise.trials.closed import power_crossover, power_paired, power_shares, power_t
from stemwise.trials.design import Design
from stemwise.trials.plans import plans
from stemwise.trials.simulate import simulate

TRIALS = 20_000


def cases() -> tuple[tuple[str, Design, float], ...]:
    """Designs with a closed form: name, design, exact power."""
    t = TRIALS
    return (
        ("parallel, 20", Design("parallel", 20, (2.0,), sd=4.0, trials=t), power_t(10, 10, 2, 4)),
        (
            "parallel, 60, error",
            Design("parallel", 60, (2.0,), sd=4.0, error=1.0, trials=t),
            power_t(30, 30, 2, 18**0.5),
        ),
        ("parallel 1:2, 90", Design("parallel", 90, (3.0,), ratio=(1, 2), sd=6.0, trials=t), power_t(30, 60, 3, 6)),
        (
            "cross-over, 24",
            Design("cross-over", 24, (2.0,), sd=3.0, error=0.7, trials=t),
            power_crossover(24, 2, 3, 0.5, 0.7),
        ),
        ("one arm, 20", Design("single-arm", 20, (0.0,), mean=2.0, sd=4.0, trials=t), power_paired(20, 2, 4)),
        ("events, 100", Design("parallel", 100, (0.75,), share=0.5, trials=t), power_shares(50, 50, 0.5, 0.75)),
    )


def report() -> str:
    """Power found and power exact, with the Monte-Carlo error."""
    lines = ["Simulated power against closed forms", ""]
    lines.append(f"{'design':<22} {'simulated':>9} {'exact':>7} {'difference':>10} {'MC error':>9}")
    for name, design, exact in cases():
        found = simulate(design).power.value
        error = math.sqrt(exact * (1 - exact) / design.trials)
        lines.append(f"{name:<22} {found:>9.4f} {exact:>7.4f} {found - exact:>+10.4f} {error:>9.4f}")
    lines += ["", "The closed form for events is an approximation; the others are exact."]
    return "\n".join(lines) + "\n"


def published() -> str:
    """Published sample-size statements beside what we find for the printed size."""
    lines = ["Published sample sizes: power as printed, by closed form, and simulated", ""]
    lines.append(f"{'statement':<34} {'people an arm':>14} {'printed':>8} {'closed':>7} {'simulated':>9}")
    for p in plans():
        if p.why:
            continue
        arms = " + ".join(f"{n:.0f}" for n in p.arms)
        printed = f"{'>= ' if p.at_least else ''}{p.power:.2f}"
        found = simulate(p.design(10_000)).power.value
        lines.append(f"{p.id:<34} {arms:>14} {printed:>8} {p.recomputed():>7.3f} {found:>9.3f}")
    lines += ["", "Seen, and not to be recomputed:", *(f"  {p.id}: {p.why}" for p in plans() if p.why)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(course_report() + "\n" + report() + "\n" + published())
