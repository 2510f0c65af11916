"""A simulation in plain words, with tables that fit a terminal."""

from __future__ import annotations

from stemwise.course.paper import Paper
from stemwise.trials.design import Design
from stemwise.trials.simulate import Rate, Simulated


def render_simulation(s: Simulated, width: int = 88) -> str:
    """:func:`simulation_paper` as text."""
    return simulation_paper(s, width).text()


def simulation_paper(s: Simulated, width: int = 88, picture: str = "") -> Paper:
    """What the trials found, what they reported wrongly, and how many people it would take."""
    d = s.design
    paper = Paper(width)
    paper.say(d.name or "A planned trial")
    paper.say(_plan(d))
    paper.say(f"{d.trials:,} simulated trials, seed {d.seed} ({s.seconds:.1f} s).")
    for n in d.notes:
        paper.say(n + paper.cite(d.sources) + ".", 2)
    unit = "" if d.share is not None else f" points of {d.outcome}"
    scale = 100.0 if d.share is not None else 1.0
    if d.share is not None:
        unit = " per cent of people"
    paper.head("WHAT IT WOULD FIND")
    rows = [
        ("reports a benefit (power)", _rate(s.power)),
        ("reports harm", _rate(s.harm)),
        (f"estimate, mean; 9 of 10 trials ({unit.strip()})", _spread(s, scale)),
        ("true value", f"{scale * s.true:.2f}"),
        ("bias", f"{scale * s.bias:+.2f}"),
        (f"{100 * (1 - d.alpha):.0f} % intervals that hold the true value", _rate(s.coverage)),
    ]
    if s.exaggeration is not None:
        rows.append(("trials with a benefit overstate it by a factor of", f"{s.exaggeration:.2f}"))
    if s.beyond_mcid is not None:
        rows.append((f"estimate at or above the difference that matters ({d.mcid:g})", _rate(s.beyond_mcid)))
    if s.pooled is not None:
        rows.append((f"pools of {d.pool} such trials that report a benefit", _rate(s.pooled)))
    paper.table(rows)
    paper.head("WHAT IT WOULD REPORT IF THE THERAPY DID NOTHING")
    rows = [
        ("reports a benefit or harm, no bias (type-I error)", _rate(s.type_1)),
        ("reports a benefit, with this design's biases", _rate(s.false_benefit)),
    ]
    if s.alone is not None and d.kind != "single-arm":
        rows.append(("treated people alone, without the control, gain", _rate(s.alone)))
    if s.responders_null:
        names = ["treated"] if d.kind == "single-arm" else ["control", *["treated"] * len(d.effects)]
        for name, r in zip(names, s.responders_null, strict=False):
            rows.append((f"counted as improved, {name}", f"{100 * r:.0f} %"))
    paper.table(rows)
    paper.head("HOW MANY IT WOULD TAKE")
    if d.kind == "single-arm":
        paper.say(
            "No number of people makes up for a missing control: more of them only show the same mixture more exactly.",
            2,
        )
    elif s.true == 0:
        paper.say("There is no effect to find.", 2)
    else:
        rows = [(f"people to randomise for {p} % power, no bias", _people(n)) for p, n in ((80, s.n_80), (90, s.n_90))]
        if s.months is not None:
            rows.append(("months from the first to the last visit", f"{s.months:.0f}"))
        paper.table(rows)
    paper.figure(picture)
    return paper


def _plan(d: Design) -> str:
    arms = ", ".join(map(str, d.arms)) if d.kind != "cross-over" else f"{d.n} in two sequences"
    what = (
        f"{100 * d.share:.0f} % have the event anyway, {', '.join(f'{100 * e:.0f} %' for e in d.effects)} with the therapy"
        if d.share is not None
        else f"change anyway {d.mean:+.1f} (SD {d.sd:.1f}), true gain {', '.join(f'{e:g}' for e in d.effects)}"
    )
    extra = [f"measurement error {d.error:g}"] if d.error else []
    extra += [f"unmasked assessment {d.unmasked:+g}"] if d.unmasked else []
    extra += [f"dropout {100 * d.dropout:.0f} %"] if d.dropout else []
    extra += [f"missing {100 * d.missing:.0f} %"] if d.missing else []
    extra += ["dropout depends on how people do"] if d.informative else []
    extra += (
        [f"rehabilitation for {'all' if d.rehab_for == 'both' else 'the treated only'}"] if d.kind == "add-on" else []
    )
    return f"{d.kind}, people per arm (control first) {arms}; {'; '.join([what, *extra])}; two-sided alpha {d.alpha:g}."


def _rate(r: Rate) -> str:
    return f"{100 * r.value:.1f} % ({100 * r.ci[0]:.1f} to {100 * r.ci[1]:.1f})"


def _spread(s: Simulated, scale: float) -> str:
    low, high = s.estimate_90
    return f"{scale * s.estimate:.2f} ({scale * low:.2f} to {scale * high:.2f})"


def _people(n: int | None) -> str:
    return f"{n:,}" if n is not None else "more than a million"
