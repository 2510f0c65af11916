"""ClinicalTrials.gov, API version 2: outcome measures to results.

What makes them hard: numbers are texts ("NA", "1,234"); one outcome holds several time points, as titles of its classes;
a class may have denominators of its own; a baseline hides among the classes; spreads are SD, SE or an interval by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stemwise.exchange.imports import moments
from stemwise.exchange.imports.ctgov_arms import Arms, groups
from stemwise.exchange.imports.draft import MOST_ROWS, Record
from stemwise.exchange.imports.match import outcome_in
from stemwise.exchange.imports.values import Json, count, number, table, tables, text, texts

_PEOPLE = re.compile(r"\b(participants?|patients?|subjects?|children|people|persons?|individuals?)\b", re.I)
_SHARE = re.compile(r"percent|proportion|%", re.I)
_CONTRAST = (
    ("mean difference", "MD"), ("difference in mean", "MD"), ("least squares mean difference", "MD"),
    ("risk ratio", "RR"), ("relative risk", "RR"), ("odds ratio", "OR"), ("hazard ratio", "HR"), ("risk difference", "RD"),
)  # fmt: skip


def rows(results: Json, arms: Arms, nct: str, seen_at: str) -> tuple[list[Record], list[str]]:
    """The results of a study, and what of them could not be mapped."""
    found: list[Record] = []
    lost: list[str] = []
    for i, outcome in enumerate(tables(table(results.get("outcomeMeasuresModule")).get("outcomeMeasures")), 1):
        where = f"outcome {i}"
        if text(outcome.get("reportingStatus")).upper() == "NOT_POSTED":
            lost.append(f"{where} ({text(outcome.get('title'))}): not posted")
            continue
        made = list(_Outcome(outcome, where, arms, lost).results(nct, seen_at))
        if len(found) + len(made) > MOST_ROWS:
            lost.append(f"{where} and later: more than {MOST_ROWS} results")
            break
        found += made
        if not made:
            lost.append(f"{where} ({text(outcome.get('title'))}): no value that could be read")
    return found, lost


class _Outcome:
    """One outcome measure with its classes."""

    def __init__(self, raw: Json, where: str, arms: Arms, lost: list[str]) -> None:
        self.raw, self.where, self.lost = raw, where, lost
        self.title = text(raw.get("title"))
        self.frame = text(raw.get("timeFrame"))
        self.unit = text(raw.get("unitOfMeasure"))
        self.param = text(raw.get("paramType")).upper().replace(" ", "_")
        self.spread = text(raw.get("dispersionType")).lower().replace("_", " ")
        self.groups = groups(raw, "groups", arms)
        self.classes = tables(raw.get("classes"))
        self.kind = self._kind()

    def results(self, nct: str, seen_at: str) -> Iterator[Record]:
        if self.param == "COUNT_OF_UNITS":
            self.lost.append(f"{self.where}: counts {self.unit or 'units'}, not people")
            return
        base = self._baseline()
        timed = [c for c in self.classes if c is not base]
        made = [r for c in timed for r in self._class(c, base, nct, seen_at)]
        self._contrasts(made)
        yield from made

    def _kind(self) -> str:
        if self.param == "COUNT_OF_PARTICIPANTS" or (self.param == "NUMBER" and _PEOPLE.search(self.unit)):
            return "event"
        if self.param == "NUMBER":
            return "event" if _SHARE.search(self.unit) else "rate"
        return "change" if moments.is_change(self.title) else "final"

    def _baseline(self) -> Json | None:
        """The one class that holds the values before treatment, where the outcome is a score."""
        if self.kind != "final":
            return None
        found = [c for c in self.classes if moments.is_baseline(text(c.get("title")))]
        return found[0] if len(found) == 1 and len(self.classes) > 1 else None

    def _class(self, cls: Json, base: Json | None, nct: str, seen_at: str) -> Iterator[Record]:
        title = text(cls.get("title"))
        own = self._sizes(cls.get("denoms"))
        sizes = own or self._sizes(self.raw.get("denoms"))
        months = moments.one_month(title, self.title, self.frame)
        kind = "change" if self.kind == "final" and moments.is_change(title) else self.kind
        if months is None:
            self.lost.append(f'{self.where}{f", {title}" if title else ""}: months (time frame "{self.frame}")')
        for category in tables(cls.get("categories")):
            name = ": ".join(filter(None, (self.title, title, text(category.get("title")))))
            data, notes = self._arms(category, sizes, kind)
            if not data:
                continue
            if base is not None:
                self._put_baseline(data, base)
            notes += [f"Time frame as registered: {self.frame}." if self.frame else ""]
            notes += [f"Unit: {self.unit}." if self.unit else ""]
            notes += ["The number of people is this time point's own." if own else ""]
            locator = f"registry results, {self.where}{f', class {title!r}' if title else ''}".replace("'", '"')
            term = outcome_in(text(category.get("title")), title, self.title, kind=kind)
            row: Record = {
                "outcome": term or "other", "as_printed": name, "months": months,
                "months_from": "not-seen", "kind": kind,
                "primary": True if text(self.raw.get("type")).upper() == "PRIMARY" else None,
                "published_in": nct, "seen_at": seen_at, "locator": locator, "source_kind": "registry",
                "note": " ".join(filter(None, notes)), **self._unusable(), "arms": data,
            }  # fmt: skip
            yield {k: v for k, v in row.items() if v not in (None, "")}

    def _unusable(self) -> Record:
        if "GEOMETRIC" in self.param or "LOG" in self.param:
            what = self.param.lower().replace("_", " ")
            return {"use": False, "use_why": f"The register gives a {what}, which is no mean of the scale."}
        return {}

    def _sizes(self, denoms: object) -> dict[str, int]:
        """People by group id; denominators in other units (eyes, lesions) say nothing of people."""
        for d in tables(denoms):
            if _PEOPLE.search(text(d.get("units")) or "participants"):
                return {
                    text(c.get("groupId")): n
                    for c in tables(d.get("counts"))
                    if (n := count(c.get("value"))) is not None
                }
        return {}

    def _arms(self, category: Json, sizes: dict[str, int], kind: str) -> tuple[list[Record], list[str]]:
        data: list[Record] = []
        notes: list[str] = []
        for m in tables(category.get("measurements")):
            arm = self.groups.get(text(m.get("groupId")))
            if arm is None or any(d["arm"] == arm for d in data):
                continue
            row: Record = {"arm": arm}
            if (n := sizes.get(text(m.get("groupId")))) is not None:
                row["n"] = n
            values, remark = self._value(m, kind)
            if not values:
                remark = remark or f"{arm}: no value ({text(m.get('value')) or 'nothing'} printed)."
            notes += [remark] if remark else []
            if n == 0 or not values:
                continue
            data.append(row | values)
        return data, notes

    def _value(self, m: Json, kind: str) -> tuple[Record, str]:
        """The keys of an arm from one measurement, and a remark."""
        value = number(m.get("value"))
        comment = text(m.get("comment"))
        if value is None:
            return {}, ""
        if kind == "event" and not _SHARE.search(self.unit):
            events = count(m.get("value"))
            return ({"events": events}, "") if events is not None else ({}, "")
        if kind in ("event", "rate"):
            share = value * 100 if "proportion" in self.unit.lower() and 0 <= value <= 1 else value
            return {"rate": share}, "Printed as a proportion of 1." if share != value else ""
        row: Record = {"median" if self.param == "MEDIAN" else "mean": value}
        row |= self._dispersion(m)
        remark = "Least-squares means." if self.param == "LEAST_SQUARES_MEAN" else ""
        return row, remark or (f"The register comments on a value of {m.get('groupId')}." if comment else "")

    def _dispersion(self, m: Json) -> Record:
        spread, low, high = (number(m.get(k)) for k in ("spread", "lowerLimit", "upperLimit"))
        if "standard deviation" in self.spread and spread is not None and spread >= 0:
            return {"sd": spread}
        if "standard error" in self.spread and spread is not None and spread >= 0:
            return {"se": spread}
        if low is None or high is None or low > high:
            return {}
        if hit := re.search(r"(\d+(?:\.\d+)?)\s*%? ?(?:percent )?confidence", self.spread):
            level = round(float(hit[1]) / 100, 6)
            return {"ci": [low, high]} | ({"ci_level": level} if level != 0.95 and 0.5 <= level < 1 else {})
        if "quartile" in self.spread:
            return {"q1": low, "q3": high}
        return {"min": low, "max": high} if "range" in self.spread else {}

    def _put_baseline(self, data: list[Record], base: Json) -> None:
        if self.param != "MEAN":
            return
        for m in (m for c in tables(base.get("categories")) for m in tables(c.get("measurements"))):
            arm, mean = self.groups.get(text(m.get("groupId"))), number(m.get("value"))
            for d in data:
                if d["arm"] == arm and mean is not None and "baseline_mean" not in d:
                    d["baseline_mean"] = mean
                    sd = self._dispersion(m).get("sd")
                    d |= {"baseline_sd": sd} if sd is not None else {}

    def _contrasts(self, made: list[Record]) -> None:
        """Analyses are not tied to classes: one goes to the only row, or to the only row of the time it names."""
        for a in tables(self.raw.get("analyses")):
            said = moments.months_in(f"{text(a.get('groupDescription'))} {text(a.get('statisticalComment'))}")
            fit = [r for r in made if len(made) == 1 or (len(said) == 1 and r.get("months") == said[0])]
            contrast = self._contrast(a)
            if len(fit) == 1 and contrast and "contrast" not in fit[0]:
                fit[0]["contrast"] = contrast
            elif contrast:
                self.lost.append(
                    f"{self.where}: an analysis (p {text(a.get('pValue')) or 'not given'}) without its time point"
                )

    def _contrast(self, a: Json) -> Record:
        param = text(a.get("paramType")).lower()
        measure = next((m for words, m in _CONTRAST if words in param), "")
        value, low, high = (number(a.get(k)) for k in ("paramValue", "ciLowerLimit", "ciUpperLimit"))
        two_sided = "ONE" not in text(a.get("ciNumSides")).upper() and not text(a.get("ciNumSides")).startswith("1")
        p = text(a.get("pValue"))
        if not measure or value is None:
            return {"measure": "p-only", "p": p, "arms": self._pair(a)} if p else {}
        row: Record = {"measure": measure, "value": value, "p": p, "arms": self._pair(a)}
        if low is not None and high is not None and low <= high and two_sided:
            level = (number(a.get("ciPctValue")) or 95) / 100
            row |= {"ci": [low, high]} | ({"level": round(level, 6)} if 0.5 <= level < 1 and level != 0.95 else {})
        if "least squares" in param or "ancova" in text(a.get("statisticalMethod")).lower():
            row["adjusted"] = True
        return {k: v for k, v in row.items() if v not in ("", [])}

    def _pair(self, a: Json) -> list[str]:
        return [arm for g in texts(a.get("groupIds")) if (arm := self.groups.get(g))]
