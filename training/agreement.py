"""Agreement with the coders on pages left out of the fit: ``python -m training.agreement [folds]``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, get_args

from stemwise.claims import loglinear, reader
from stemwise.evidence import Library
from stemwise.reading.document import Document
from stemwise.verdict import weigh
from stemwise.verdict.model import PageVerdict, Reading
from training.corpus import TOLD, Page, Row, examples, pages, rows, variants
from training.fit import WEIGHTS, fit

WRITTEN = frozenset({"one", "two", "three", "four", "five", "six", "twelve", "thirteen", "fourteen",
                     "thirty-three", "thirty-four"})  # fmt: skip
"""Sets of pages written for practice; the others are real pages recast sentence by sentence."""
FRESH = frozenset({"twenty-nine", "thirty", "thirty-one", "thirty-two"})
"""Real pages by which no rule, word or fact was made: what reports tell is measured on them, left out of the fit."""
PLAIN = Path(__file__).parent / "plain.jsonl"
"""True and false plain statements, written by somebody who did not know the rules or the facts."""
_BACKGROUND = ("disease-fact", "procedure")
_CAREFUL = ("safety", "uncertainty", "recommendation")


def pairs(page: Page, found: PageVerdict) -> dict[int, int]:
    """Coded claim -> ours: each at most once, spans overlapping by half of the longer one."""
    near = []
    for i, coded in enumerate(page.claims):
        for j, v in enumerate(found.verdicts):
            shared = min(v.claim.end, coded["end"]) - max(v.claim.start, coded["start"])
            longer = max(v.claim.end - v.claim.start, coded["end"] - coded["start"])
            if shared >= 0.5 * longer:
                near.append((-shared / longer, v.claim.kind != coded["type"], i, j))
    taken: dict[int, int] = {}
    for _, _, i, j in sorted(near):
        if i not in taken and j not in taken.values():
            taken[i] = j
    return taken


def danger(coded: dict[str, Any], ours: str) -> bool:
    """A treatment claim that is not ok called supported, or a true harm, caution or care called not ok."""
    bad = TOLD[coded["verdict"]] == "sold"
    if bad and ours == "supported":
        return coded["type"] not in _BACKGROUND
    true_care = coded["type"] in _CAREFUL or coded["direction"] == "harm"
    return (
        coded["verdict"] == "supported" and TOLD.get(ours) == "sold" and true_care and coded["direction"] != "benefit"
    )


def compare(page: Page, found: PageVerdict, tally: Counter[str], say: bool = False) -> None:
    """Count one page's agreement into ``tally``."""
    matched = pairs(page, found)
    tally["pages"] += 1
    tally["grade"] += found.grade == page.grade
    for i, coded in enumerate(page.claims):
        treat = coded["type"] not in _BACKGROUND
        tally["coded"] += 1
        tally["treat"] += treat
        if i not in matched:
            if say:
                print("  MISSED", coded["type"], coded["verdict"], "|", page.text[coded["start"] : coded["end"]][:160])
            continue
        v = found.verdicts[matched[i]]
        same = TOLD.get(v.value) == TOLD[coded["verdict"]]
        risky = danger(coded, v.value)
        low = coded.get("coder_conf") == "low"
        tally["found"] += 1
        tally["treat found"] += treat
        tally["kind"] += v.claim.kind == coded["type"]
        tally["exact"] += v.value == coded["verdict"]
        tally["bins"] += same
        tally["not covered"] += v.value == "not-covered"
        tally[f"read {v.reading}"] += 1
        tally[f"read {v.reading} same"] += same
        tally["danger"] += risky and not low
        tally["danger low"] += risky and low
        if say and (not same or risky):
            how = "/".join(f"{share:.2f}" for share in (v.claim.told.sound, v.claim.told.sold, v.claim.told.open))
            mark = ("DANGER " if risky else "") + ("low " if low else "")
            read = f"{coded['type']} -> {v.claim.kind} {v.claim.strength} {v.claim.direction} [{how}]"
            print(f"  {mark}{read} | {coded['verdict']} -> {v.value} by {v.rule} | {v.claim.text[:200]}")


def told(tally: Counter[str]) -> str:
    """The tally in one line."""
    n = max(1, tally["found"])
    recall = tally["treat found"] / max(1, tally["treat"])
    shares = ", ".join(f"{name} {tally[name] / n:.3f}" for name in ("kind", "exact", "bins", "not covered"))
    danger = f"dangerous {tally['danger']} (and {tally['danger low']} where the coder was unsure)"
    size = f"{tally['pages']} pages, {tally['coded']} claims"
    return (
        f"{size}: recall of treatment claims {recall:.3f}, {shares}, grade {tally['grade']}/{tally['pages']}, {danger}"
    )


def measure(folds: int, say: str = "") -> dict[str, Counter[str]]:
    """Each set's tally: each fold's pages are read with weights from the other folds."""
    corpus = pages()
    seen: dict[str, list[Row]] = {p.id: list(rows(p)) for p in corpus}
    shown, near = list(examples()), list(variants())
    fold = {p.id: i % folds for i, p in enumerate(corpus)}
    library = Library.load()
    by_set: dict[str, Counter[str]] = {}
    for k in range(folds):
        others = [*(r for r in near if fold[r.page] != k), *(r for p in corpus if fold[p.id] != k for r in seen[p.id])]
        model = loglinear.from_json(fit([*shown, *others]))
        reader.model = lambda model=model: model  # type: ignore[assignment]
        for p in corpus[k::folds]:
            name = p.id.split("/")[0]
            if say == name:
                print("=====", p.id)
            compare(p, weigh(Document(p.id, p.text), library), by_set.setdefault(name, Counter()), say == name)
    return by_set


def plain(file: Path = PLAIN) -> dict[str, int]:
    """Plain statements, true and plainly false: how many of each there are, and how many are called fair."""
    library = Library.load()
    counts = Counter({"true": 0, "true_fair": 0, "false": 0, "false_fair": 0})
    for line in file.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        found = weigh(Document("plain", f"# {said['condition']}\n\n{said['text']}"), library)
        name = "true" if said["true"] else "false"
        counts[name] += 1
        counts[f"{name}_fair"] += bool(found.verdicts) and found.verdicts[-1].value == "supported"
    return dict(counts)


def kept(tally: Counter[str], statements: dict[str, int]) -> str:
    """What reports tell of the reading: ``data/weights/agreement.json``, shares of the claims found."""
    n = tally["found"]
    shares = {
        "same_of_three": tally["bins"] / n,
        "left_open": tally["not covered"] / n,
        "dangerous": (tally["danger"] + tally["danger low"]) / n,
    }
    rounded = {name: round(share, 3) for name, share in shares.items()}
    readings = {
        name: {
            "share": round(tally[f"read {name}"] / n, 3),
            "same": round(tally[f"read {name} same"] / max(1, tally[f"read {name}"]), 3),
        }
        for name in get_args(Reading)
    }
    head = {"pages": tally["pages"], "claims": n, **rounded}
    return json.dumps({**head, "readings": readings, "plain": statements}) + "\n"


def main() -> None:
    """Print the tallies, and write what reports tell of real pages."""
    folds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    by_set = measure(folds, sys.argv[2] if len(sys.argv) > 2 else "")
    for name in sorted(by_set):
        print(name, told(by_set[name]))
    real = sum((by_set[name] for name in by_set.keys() - WRITTEN), Counter())
    print("real pages restated:", told(real))
    print("pages written:", told(sum((by_set[name] for name in by_set.keys() & WRITTEN), Counter())))
    print("all", told(sum(by_set.values(), Counter())))
    fresh = sum((by_set[name] for name in by_set.keys() & FRESH), Counter())
    print("of these, by which nothing was made:", told(fresh))
    reader.model = loglinear.model
    statements = plain()
    print("plain statements:", statements)
    WEIGHTS.with_name("agreement.json").write_text(kept(fresh, statements), encoding="utf-8")


if __name__ == "__main__":
    main()
