"""Groups of the register's results, matched to the arms of its protocol."""

from __future__ import annotations

import re

from stemwise.exchange.imports.draft import Record, slug, term_in
from stemwise.exchange.imports.values import Json, table, tables, text, texts

_CONTROL = {
    "PLACEBO_COMPARATOR": "placebo", "SHAM_COMPARATOR": "sham", "NO_INTERVENTION": "usual-care", "ACTIVE_COMPARATOR": "active",
}  # fmt: skip
_CONTROL_WORDS = (
    (re.compile(r"\bplacebo\b|\bsaline\b|\bvehicle\b", re.I), "placebo"),
    (re.compile(r"\bsham\b", re.I), "sham"),
    (re.compile(r"\brehabilitation only\b|\brehabilitation alone\b", re.I), "rehabilitation"),
    (re.compile(r"\bdelayed\b|\bwait(ing)?[- ]?list\b", re.I), "delayed"),
    (re.compile(r"\bcontrols?\b|\bstandard\b|\busual\b|\bno (treatment|intervention|infusion)\b", re.I), "usual-care"),
)
_EVERYONE = re.compile(r"\b(total|overall|all (participants|patients|subjects|arms|groups))\b", re.I)


class Arms:
    """The arms of one study: those of the protocol, and groups of the results that fit none of them."""

    def __init__(self, module: Json) -> None:
        self._rows: dict[str, Record] = {}
        self._names: dict[str, str] = {}
        self.notes: list[str] = []
        self.doubts: list[str] = []
        for group in tables(module.get("armGroups")):
            self._add(text(group.get("label")), text(group.get("description")), texts(group.get("interventionNames")),
                      text(group.get("type")).upper())  # fmt: skip

    @property
    def controls(self) -> bool:
        """Whether some arm is a control."""
        return any(row["role"] == "control" for row in self._rows.values())

    def as_rows(self) -> list[Record]:
        """The arms in the layout of a record."""
        return list(self._rows.values())

    def of(self, group: Json) -> str:
        """The arm id of a group of results; empty for a group that sums others up."""
        title = text(group.get("title"))
        if _EVERYONE.search(title) and len(self._rows) > 1:
            return ""
        known = self._names.get(_bare(title)) or self._near(title)
        if known:
            return known
        return self._add(title or text(group.get("id")), text(group.get("description")), [], "")

    def _near(self, title: str) -> str:
        """The only arm whose label holds the title, or is held by it, word for word."""
        bare = f" {_bare(title)} "
        hits = {i for name, i in self._names.items() if f" {name} " in bare or bare in f" {name} "}
        if len(hits) != 1 or not title:
            return ""
        found = hits.pop()
        self.notes.append(f'Group "{title}" of the results is taken for the arm {found}.')
        self._names[_bare(title)] = found
        return found

    def _add(self, label: str, description: str, given: list[str], kind: str) -> str:
        what = f"{label} {' '.join(given)}"
        # The kind of cell stands in the names; a description may speak of the other arm's cells.
        cell = term_in("cell", what, description if kind not in _CONTROL else "")
        control = _CONTROL.get(kind, "")
        if not control and kind != "EXPERIMENTAL":
            control = next((name for words, name in _CONTROL_WORDS if words.search(label)), "")
        if kind == "ACTIVE_COMPARATOR" and cell:
            control = ""
        row: Record = {"id": self._free(label), "role": "control" if control else "treatment", "label": label}
        if control:
            row["control"] = control
        else:
            found = {
                "cell": cell,
                "route": term_in("route", what, description),
                "donor": term_in("donor", what, description),
            }
            row |= {k: v for k, v in found.items() if v}
            if not cell:
                self.doubts.append(f"cells given in the arm {row['id']}")
        if not kind:
            self.doubts.append(
                f'role of the group "{label}" (no arm of the protocol has its name; {row["role"]} assumed)'
            )
        self._rows[row["id"]] = row
        self._names.setdefault(_bare(label), row["id"])
        return str(row["id"])

    def _free(self, label: str) -> str:
        wanted = slug(label, "group")
        return next(i for i in (wanted, *(f"{wanted}-{n}" for n in range(2, 10_000))) if i not in self._rows)


def groups(module: Json, name: str, arms: Arms) -> dict[str, str]:
    """Group id -> arm id of an outcome or of the adverse events."""
    return {text(g.get("id")): arm for g in tables(table(module).get(name)) if (arm := arms.of(g))}


def _bare(title: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", title.lower()))
