"""What each column seems to hold: names compared with those that papers, RevMan, metafor and meta use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stemwise.errors import InputError
from stemwise.tables.model import Table


def _two(stems: str, ends: str) -> tuple[str, ...]:
    return tuple(s + e for e in ends.split() for s in stems.split())


_ARM1 = "1 1i e t exp experimental treat treated treatment intervention active cell cells"
_ARM2 = "2 2i c ctrl control controls placebo comparator comparison"
SYNONYMS: dict[str, tuple[str, ...]] = {
    "study": (
        "study", "trial", "slab", "studlab", "studylabel", "studyname", "trialname", "author", "authors", "firstauthor",
        "studyid", "label", "name", "paper", "reference", "citation", "source", "id",
    ),
    "year": ("year", "yr", "pubyear", "publicationyear", "yearofpublication", "published"),
    "group": ("group", "subgroup", "stratum", "category"),
    "yi": (
        "yi", "y", "te", "effect", "effectsize", "es", "estimate", "est", "hedgesg", "cohensd", "g", "smd", "md",
        "meandifference", "logor", "lnor", "logoddsratio", "logrr", "lnrr", "logriskratio", "loghr", "lnhr",
        "loghazardratio", "theta",
    ),
    "vi": ("vi", "v", "var", "variance", "samplingvariance", "vareffect", "vg", "vd"),
    "sei": ("sei", "se", "sete", "stderr", "standarderror", "seeffect", "selogor", "selogrr", "seloghr", "selnor", "selnrr"),
    "ci_low": (
        "cilow", "cilower", "cil", "lowerci", "lowci", "lower", "low", "ll", "cilb", "lcl", "lcb", "ci95low", "lower95",
        "cimin", "lci", "95cilow", "95cilower", "lower95ci",
    ),
    "ci_high": (
        "cihigh", "ciupper", "ciu", "cihi", "upperci", "highci", "upper", "high", "ul", "ciub", "ucl", "ucb", "ci95high",
        "upper95", "cimax", "uci", "95cihigh", "95ciupper", "upper95ci",
    ),
    "ratio": ("or", "rr", "hr", "oddsratio", "riskratio", "relativerisk", "hazardratio", "irr", "rateratio"),
    "m1": _two("m mean mu", _ARM1), "sd1": _two("sd s stdev", _ARM1), "n1": _two("n total size", _ARM1),
    "m2": _two("m mean mu", _ARM2), "sd2": _two("sd s stdev", _ARM2), "n2": _two("n total size", _ARM2),
    "pre1": _two("pre mpre", _ARM1), "post1": _two("post mpost", _ARM1),
    "pre2": _two("pre mpre", _ARM2), "post2": _two("post mpost", _ARM2),
    "ai": ("ai", "a", "tpos", *_two("event events cases", _ARM1)),
    "bi": ("bi", "b", "tneg", *_two("nonevent nonevents noncases", _ARM1)),
    "ci": ("ci", "c", "cpos", *_two("event events cases", _ARM2)),
    "di": ("di", "d", "cneg", *_two("nonevent nonevents noncases", _ARM2)),
    "x1i": ("x1i", "x1"), "x2i": ("x2i", "x2"),
    "t1i": ("t1i", "t1", *_two("time persontime personyears", _ARM1)),
    "t2i": ("t2i", "t2", *_two("time persontime personyears", _ARM2)),
    "xi": ("xi", "x", "events", "event", "cases", "responders"),
    "ni": ("ni", "n", "total", "samplesize", "size", "patients", "participants", "people"),
    "ti": ("ti", "time", "persontime", "personyears", "exposure", "followup"),
    "mi": ("mi", "m", "mean"), "sdi": ("sdi", "sd", "stdev", "standarddeviation"),
    "ri": ("ri", "r", "cor", "correlation", "rho"),
}  # fmt: skip

_MEANS = (("m1", "sd1", "n1", "m2", "sd2", "n2"),)
_TABLES = (("ai", "bi", "ci", "di"), ("ai", "n1", "ci", "n2"))
FORMS: dict[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(("MD", "SMD", "SMDH", "ROM"), _MEANS),
    **dict.fromkeys(("MC", "SMCC"), (("m1", "sd1", "m2", "sd2", "ni", "ri"),)),
    "SMCR": (("m1", "sd1", "m2", "ni", "ri"),),
    "PPC": (("pre1", "post1", "sd1", "n1", "pre2", "post2", "sd2", "n2", "ri"),),
    **dict.fromkeys(("OR", "RR", "RD", "AS", "PETO"), _TABLES),
    **dict.fromkeys(("PR", "PLN", "PLO", "PAS", "PFT"), (("xi", "ni"),)),
    **dict.fromkeys(("IR", "IRLN"), (("xi", "ti"),)),
    **dict.fromkeys(("IRR", "IRD"), (("x1i", "x2i", "t1i", "t2i"),)),
    "MN": (("mi", "sdi", "ni"),),
    **dict.fromkeys(("COR", "ZCOR"), (("ri", "ni"),)),
    "GEN": (),
    "HR": (),
}
"""Columns each measure is computed from; any measure may also come ready made (:data:`READY`)."""
READY = (("yi", "vi"), ("yi", "sei"), ("yi", "ci_low", "ci_high"))
RATIO = ("ratio", "ci_low", "ci_high")
"""A ratio with its interval, as papers print it; logarithms are taken."""
RATIO_SCALE = ("OR", "RR", "HR", "IRR", "PETO")
# Which measure a table's columns suggest when none is named, the first that fits.
_SUGGESTS = ("GEN", "ratio", "PPC", "SMD", "RR", "IRR", "IRLN", "PLO", "MN", "ZCOR")


@dataclass(frozen=True, slots=True)
class Roles:
    """``measure`` named or guessed; ``form`` the roles its effects come from; ``columns`` the column of each role, with
    ``study``, ``year`` and ``group`` where found; ``said`` what was guessed, in sentences.
    """

    measure: str
    form: tuple[str, ...]
    columns: dict[str, str]
    guessed: bool
    said: tuple[str, ...]

    @property
    def ready_made(self) -> bool:
        """Whether effects were computed by whoever made the table."""
        return self.form in READY or self.form == RATIO


def roles_of(table: Table, measure: str | None = None, given: Mapping[str, str] | None = None) -> Roles:
    """The columns of an analysis, guessed from their names where they are not given.

    Parameters
    ----------
    table : Table
        As read.
    measure : str, optional
        A measure of :func:`stemwise.synthesis.effect_size`, or HR (ready made only); guessed if not given.
    given : mapping, optional
        Role to column name, which goes before any guess.

    Raises
    ------
    InputError
        Unknown measure, role or column; columns that make no measure.
    """
    named = {role_of(r): c for r, c in (given or {}).items()}
    for c in named.values():
        table.column(c)
    found = _guesses(table.names, taken=set(named.values()))
    if "study" in found and table.is_numeric(found["study"]):
        # Running numbers say less than authors' names.
        kinds = len(set(table.text(found["study"])))
        candidates = [n for n in table.names if _bare(n) in SYNONYMS["study"] and not table.is_numeric(n)]
        wordy = [n for n in candidates if len(set(table.text(n))) >= 0.8 * kinds]
        found["study"] = wordy[0] if wordy else found["study"]
    columns = {**found, **named}
    if measure is not None:
        name = measure.upper()
        if name not in FORMS:
            raise InputError(f"measure {measure!r} is not known", f"choose one of {', '.join(FORMS)}")
        form = _form(name, columns)
        if form is None:
            raise InputError(_lacks(table, name, columns), _needs(name))
        return _roles(name, form, columns, named, False)
    for name in _SUGGESTS:
        measure_name = _ratio_name(columns) if name == "ratio" else name
        form = RATIO if name == "ratio" and set(RATIO) <= columns.keys() else _form(measure_name, columns, own=True)
        if form:
            return _roles(measure_name, form, columns, named, True)
    raise InputError(
        f"{table.source} has columns {', '.join(table.names[:20])}, which make no effect size",
        "name the measure and its columns, such as --measure SMD --columns m1=...,sd1=...,n1=...,m2=...,sd2=...,n2=...",
    )


def role_of(word: str) -> str:
    """A role by its own name or that of metafor (``n1i`` is ``n1``)."""
    if word in SYNONYMS:
        return word
    bare = _bare(word)
    for role in SYNONYMS:
        if bare in (_bare(role), role + "i"):
            return role
    raise InputError(f"{word!r} names no role of a column", f"the roles are {', '.join(SYNONYMS)}")


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _guesses(names: Sequence[str], taken: set[str]) -> dict[str, str]:
    """The first column of the first synonym that occurs, for each role."""
    by_bare: dict[str, str] = {}
    for n in names:
        if n not in taken:
            by_bare.setdefault(_bare(n), n)
    return {
        role: next(by_bare[s] for s in synonyms if s in by_bare)
        for role, synonyms in SYNONYMS.items()
        if any(s in by_bare for s in synonyms)
    }


def _form(measure: str, columns: Mapping[str, str], own: bool = False) -> tuple[str, ...] | None:
    forms = FORMS[measure] + (() if own and measure not in ("GEN", "HR") else READY)
    found = next((f for f in forms if set(f) <= columns.keys()), None)
    if found is None and not own and measure in RATIO_SCALE and set(RATIO) <= columns.keys():
        return RATIO
    return found


def _ratio_name(columns: Mapping[str, str]) -> str:
    names = {"or": "OR", "oddsratio": "OR", "hr": "HR", "hazardratio": "HR", "irr": "IRR", "rateratio": "IRR"}
    return names.get(_bare(columns.get("ratio", "")), "RR")


def _roles(measure: str, form: tuple[str, ...], columns: dict[str, str], named: dict[str, str], guessed: bool) -> Roles:
    used = {r: columns[r] for r in form}
    others: list[str] = [r for r in ("study", "year", "group") if r in columns and columns[r] not in used.values()]
    said = []
    if guessed:
        said.append(f"No measure was named; the columns suggest {measure}.")
    guesses = [f"{r} = {c!r}" for r, c in used.items() if r not in named and c != r]
    if guesses:
        said.append(f"Columns taken by their names: {', '.join(guesses)}.")
    if form == RATIO:
        said.append("Ratios and their intervals were put on the log scale.")
    elif form in READY and measure not in ("GEN", "HR"):
        log = " on the log scale" if measure in (*RATIO_SCALE, "ROM") else ""
        said.append(f"Column {used['yi']!r} was taken as ready-made {measure}{log}.")
    if "ci_low" in form:
        said.append("Standard errors come from intervals taken as 95 %, normal.")
    others += [r for r in ("n1", "n2", "ni") if r in columns]
    return Roles(measure, form, {**{r: columns[r] for r in others}, **used}, guessed, tuple(said))


def _lacks(table: Table, measure: str, columns: Mapping[str, str]) -> str:
    forms = FORMS[measure] if FORMS[measure] and "yi" not in columns else READY
    best = min(forms, key=lambda f: len([r for r in f if r not in columns]))
    absent = [r for r in best if r not in columns]
    return f"{table.source} lacks {', '.join(absent)} for {measure} (its columns: {', '.join(table.names[:20])})"


def _needs(measure: str) -> str:
    forms = " or ".join(", ".join(f) for f in FORMS[measure] + READY[:2])
    return f"{measure} is made from {forms}; name columns with --columns, such as --columns {(FORMS[measure] + READY)[0][0]}=NAME"
