"""The report's parts, once for every form: titled lines and tables of words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from stemwise.pool_command.analysis import Analysis
from stemwise.pool_command.scale import number, p_text, per_cent, places, small
from stemwise.pool_command.sentences import methods_sentence, results_sentence
from stemwise.synthesis.inference import Interval
from stemwise.synthesis.pooling import Pool


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: sentences, then a table (``head`` and ``rows`` of words), then sentences."""

    title: str
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    after: tuple[str, ...] = ()
    kind: str = ""


def sections_of(a: Analysis) -> tuple[Section, ...]:
    """All parts that have something to say."""
    made = (
        _result(a), _notes(a), _studies(a), _variants(a), _bayes(a), _groups(a), _regression(a), _without(a), _cumulative(a),
        _small_study(a), _read(a),
        Section("For the methods section", (methods_sentence(a),), kind="methods"),
        Section("For the results section", (results_sentence(a),), kind="results"),
    )  # fmt: skip
    return tuple(s for s in made if s is not None)


def digits_of(a: Analysis) -> int:
    """Decimals of effects, one number for the whole report."""
    return places(a.scale.shown(a.pool.ci) or (), a.scale.log)


def spread(a: Analysis, interval: Interval | None) -> str:
    """ "0.34 to 0.70" on the scale that is read."""
    found = a.scale.shown(interval)
    if found is None:
        return "–"
    d = digits_of(a)
    return f"{number(found[0], d)} to {number(found[1], d)}"


def effect(a: Analysis, estimate: float, interval: Interval | None) -> str:
    """ "0.49 (0.34 to 0.70)"."""
    return f"{number(a.scale.back(estimate), digits_of(a))} ({spread(a, interval)})"


def _result(a: Analysis) -> Section:
    p = a.pool
    tested = f", {p_text(p.p)}" if a.scale.null is not None else ""
    model = "common effect" if p.method == "EE" else f"random effects, {p.method}"
    rows = [
        (
            a.scale.name,
            f"{number(a.scale.back(p.estimate), digits_of(a))} ({per_cent(p.level)} CI {spread(a, p.ci)}{tested})",
        ),
        ("model", f"{model}, {p.test}" + (f" on {p.df:g} df" if math.isfinite(p.df) else "")),
    ]
    if a.scale.back(p.estimate) != p.estimate:
        rows.append(("as pooled", f"{a.scale.pooled} {number(p.estimate, 3)}, standard error {number(p.se, 3)}"))
    if p.prediction is not None:
        rows.append(("a new setting", f"{spread(a, p.prediction)} ({per_cent(p.level)} prediction interval, t on k-2)"))
    elif p.k == 2 and p.method != "EE":
        rows.append(("a new setting", "no prediction interval from two studies"))
    if p.k > 1:
        around = f" (Q-profile {small(p.tau2_ci.low)} to {small(p.tau2_ci.high)})" if p.tau2_ci else ""
        rows.append(
            (
                "heterogeneity",
                f"τ² {small(p.tau2)}{around}, τ {small(p.tau)}, I² {number(p.i2, 0)} %, H² {number(p.h2)}",
            )
        )
        rows.append(("", f"Q {number(p.q)} on {p.q_df} df, {p_text(p.q_p)}"))
    if a.beyond is not None:
        rows.append(("beyond the MCID", _beyond(a)))
    return Section("Result", (), (), tuple(rows), kind="facts")


def _beyond(a: Analysis) -> str:
    b = a.beyond
    assert b is not None
    side = "above" if b.above else "below"
    new = "" if b.new_setting is None else f", {100 * b.new_setting:.0f} % in a new setting"
    return f"{side} {a.settings.mcid:g}: {100 * b.mean_effect:.0f} % for the mean effect{new}"


def _notes(a: Analysis) -> Section | None:
    if not a.notes:
        return None
    lines = []
    for n in a.notes:
        where = ""
        if n.studies and len(n.studies) <= 8 and len(n.studies) < a.studies.k and n.code != "repeated-study":
            where = f" ({', '.join(a.studies.labels[i] for i in n.studies)})"
        lines.append(f"{'Note' if n.level == 'info' else 'Warning'}: {n.message}{where} {n.advice}".strip())
    return Section("Read this first", tuple(lines), kind="notes")


def _studies(a: Analysis) -> Section:
    from stemwise.synthesis.dist import z_quantile

    s, p = a.studies, a.pool
    z = z_quantile(0.5 + p.level / 2)
    rows = []
    sized = not all(math.isnan(n) for n in s.n)
    for i, label in enumerate(s.labels):
        half = z * math.sqrt(float(s.vi[i]))
        ci = Interval(float(s.yi[i]) - half, float(s.yi[i]) + half, p.level, "normal")
        star = " *" if s.corrected[i] else ""
        people = (number(float(s.n[i]), 0),) if sized else ()
        rows.append((label + star, *people, effect(a, float(s.yi[i]), ci), f"{p.weights[i]:.1f} %"))
    head = ("study", *(("people",) if sized else ()), f"{a.scale.short} ({per_cent(p.level)} CI)", "weight")
    after = (f"* {a.settings.add:g} was added to every cell.",) if any(s.corrected) else ()
    return Section("Studies", (), head, tuple(rows), after)


def _variants(a: Analysis) -> Section | None:
    if not a.variants:
        return None
    rows = [
        (v.name, effect(a, v.estimate, v.ci), p_text(v.p) if v.p is not None and a.scale.null is not None else "",
         "–" if v.tau2 is None else small(v.tau2))
        for v in a.variants
    ]  # fmt: skip
    return Section(
        "By other methods", (), ("method", f"{a.scale.short} ({per_cent(a.pool.level)} CI)", "p", "τ²"), tuple(rows)
    )


def _bayes(a: Analysis) -> Section | None:
    if not a.bayes:
        return None
    rows = []
    for b in a.bayes:
        tau = f"{small(b.pool.tau.median)} ({small(b.pool.tau.ci.low)} to {small(b.pool.tau.ci.high)})"
        above = b.pool.probability_beyond(0.0)[0]
        chance = f"{100 * above:.1f} %" if a.scale.null is not None else ""
        rows.append((b.name, effect(a, b.pool.estimate, b.pool.ci), spread(a, b.pool.prediction), tau, chance))
    null = "" if a.scale.null is None else f"chance above {a.scale.null:g}"
    after = " ".join(["Uniform prior for the mean effect; posterior medians.", *(b.why for b in a.bayes if b.why)])
    head = ("prior for τ", f"{a.scale.short} ({per_cent(a.pool.level)})", "a new setting", "τ", null)
    return Section("Exact Bayesian pool", (), head, tuple(rows), (after,))


def _groups(a: Analysis) -> Section | None:
    g = a.groups
    if g is None:
        return None
    rows = [
        (name, str(p.k), effect(a, p.estimate, p.ci), small(p.tau2), f"{number(p.i2, 0)} %")
        for name, p in g.pools.items()
    ]
    test = f"Between the groups: {number(g.q)} on {g.df} df, {p_text(g.p)}." if g.df else "There is only one group."
    shared = (
        " One between-study variance is shared, as some group has fewer than five studies." if g.common_tau2 else ""
    )
    head = (a.settings.by or "group", "k", f"{a.scale.short} ({per_cent(a.pool.level)} CI)", "τ²", "I²")
    return Section(f"Subgroups by {a.settings.by}", (), head, tuple(rows), (test + shared,))


def _regression(a: Analysis) -> Section | None:
    r = a.regression
    if r is None:
        return None
    rows = []
    for c in r.coefficients:
        d = places(tuple(c.ci))
        rows.append((c.name, number(c.estimate, d), f"{number(c.ci.low, d)} to {number(c.ci.high, d)}", p_text(c.p)))
    statistic = "F" if math.isfinite(r.qm_df[1]) else "χ²"
    after = f"Moderators together: {statistic} {number(r.qm)}, {p_text(r.qm_p)}. τ² left {small(r.tau2)}"
    after += f", {number(r.r2, 0)} % explained." if r.r2 is not None else "."
    return Section(
        f"Meta-regression on {', '.join(a.settings.mods)}", (f"Coefficients on the scale of the {a.scale.pooled}.",),
        ("", "coefficient", f"{per_cent(r.level)} CI", "p"), tuple(rows), (after,),
    )  # fmt: skip


def _pool_row(a: Analysis, name: str, p: Pool) -> tuple[str, ...]:
    return (
        name,
        effect(a, p.estimate, p.ci),
        p_text(p.p) if a.scale.null is not None else "",
        small(p.tau2),
        f"{number(p.i2, 0)} %",
    )


def _without(a: Analysis) -> Section | None:
    if not a.without:
        return None
    rows = tuple(_pool_row(a, label, p) for label, p in zip(a.studies.labels, a.without, strict=True))
    head = ("left out", f"{a.scale.short} ({per_cent(a.pool.level)} CI)", "p", "τ²", "I²")
    return Section("Without each study in turn", (), head, rows, (_turns(a),) if a.scale.null is not None else ())


def _turns(a: Analysis) -> str:
    """Whether one study decides the conclusion."""

    def side(p: Pool) -> int:
        return (p.ci.low > 0) - (p.ci.high < 0)

    hit = [x for x, p in zip(a.studies.labels, a.without, strict=True) if side(p) != side(a.pool)]
    if not hit:
        return "No single study decides whether the interval excludes no effect."
    return (
        f"Whether the interval excludes no effect hangs on {', '.join(hit[:6])}{' and others' if len(hit) > 6 else ''}."
    )


def _cumulative(a: Analysis) -> Section | None:
    if not a.cumulative:
        return None
    rows = tuple(_pool_row(a, f"+ {label}", p) for label, p in a.cumulative)
    return Section(
        "Year by year", (), ("added", f"{a.scale.short} ({per_cent(a.pool.level)} CI)", "p", "τ²", "I²"), rows
    )


def _small_study(a: Analysis) -> Section | None:
    if not a.small_study:
        return None
    rows = tuple((t.name, number(t.statistic), p_text(t.p)) for t in a.small_study)
    after = "Asymmetry has other causes than unpublished trials: heterogeneity, poorer small trials, chance."
    return Section("Small-study effects", (), ("test", "statistic", "p"), rows, (after,))


def _read(a: Analysis) -> Section | None:
    return Section("How the table was read", a.said) if a.said else None
