"""ClinicalTrials.gov, API version 2: adverse events to harms. People affected of people at risk, by group."""

from __future__ import annotations

from stemwise.exchange.imports.ctgov_arms import Arms, groups
from stemwise.exchange.imports.draft import MOST_ROWS, Record
from stemwise.exchange.imports.match import harm_in
from stemwise.exchange.imports.moments import months_in
from stemwise.exchange.imports.values import Json, count, table, tables, text

_TOTALS = (
    ("death", "deaths", "deaths from any cause", True),
    ("serious-ae", "serious", "any serious adverse event", True),
)


def rows(results: Json, arms: Arms, nct: str, seen_at: str) -> tuple[list[Record], list[str]]:
    """Harms with their counts, and what could not be mapped."""
    module = table(results.get("adverseEventsModule"))
    if not module:
        return [], ["harms"] if results else []
    by_group = groups(module, "eventGroups", arms)
    frame = text(module.get("timeFrame"))
    named = months_in(frame)
    place: Record = {"published_in": nct, "seen_at": seen_at, "source_kind": "registry"}
    found = _totals(module, by_group, place, frame)
    lost: list[str] = []
    threshold = text(module.get("frequencyThreshold"))
    for key, serious in (("seriousEvents", True), ("otherEvents", False)):
        for event in tables(module.get(key)):
            if len(found) == MOST_ROWS:
                return found, [*lost, f"adverse events beyond the first {MOST_ROWS} rows"]
            data = _counts(event, by_group)
            name = text(event.get("term"))
            if not data:
                lost.append(f"counts of people with {name or 'an adverse event'}")
                continue
            found.append({
                "harm": harm_in(name) or "other", "as_printed": name, "serious": serious,
                **({"months": named[0]} if len(named) == 1 else {}), **place,
                "locator": f"registry, {'serious' if serious else 'other (not serious)'} adverse events", "arms": data,
            })  # fmt: skip
    if threshold and threshold != "0":
        lost.append(f"other adverse events in {threshold} % of a group or fewer (the register's threshold)")
    return found, lost


def _totals(module: Json, by_group: dict[str, str], place: Record, frame: str) -> list[Record]:
    """Deaths and serious events as the register totals them; others have no total that means any adverse event."""
    found = []
    for harm, stem, name, serious in _TOTALS:
        data: list[Record] = []
        for g in tables(module.get("eventGroups")):
            arm = by_group.get(text(g.get("id")))
            events, n = count(g.get(f"{stem}NumAffected")), count(g.get(f"{stem}NumAtRisk"))
            if arm and events is not None and n and events <= n and all(d["arm"] != arm for d in data):
                data.append({"arm": arm, "events": events, "n": n})
        if data:
            note = {"note": f"Time frame as registered: {frame}."} if frame else {}
            found.append({"harm": harm, "as_printed": name, "serious": serious, **place,
                          "locator": "registry, adverse events, totals", **note, "arms": data})  # fmt: skip
    return found


def _counts(event: Json, by_group: dict[str, str]) -> list[Record]:
    data: list[Record] = []
    for s in tables(event.get("stats")):
        arm, events, n = by_group.get(text(s.get("groupId"))), count(s.get("numAffected")), count(s.get("numAtRisk"))
        if arm and events is not None and n and events <= n and all(d["arm"] != arm for d in data):
            data.append({"arm": arm, "events": events, "n": n})
    return data
