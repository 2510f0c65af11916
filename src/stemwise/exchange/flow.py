"""From searches to pools: an account in the order of PRISMA 2020's flow diagram, from what the search records say.

What a record does not say (how many records were looked at) is not counted and not guessed.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import dataclass

from stemwise.errors import InputError
from stemwise.evidence import Library, Search, Study
from stemwise.plots import svg
from stemwise.terms import vocabulary

_ORDER = ("rct", "crossover-rct", "controlled", "single-arm", "case-series", "meta-analysis", "registry-only")
_WORDS = {
    "rct": "randomised", "crossover-rct": "randomised cross-over", "controlled": "controlled, not randomised",
    "single-arm": "single arm", "case-series": "case series", "meta-analysis": "reviews that pool",
    "registry-only": "registered, no results seen",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flow:
    """One condition (or all): its searches, what they looked at, and what became of what was included.

    ``looked_at`` sums the searches that counted (``counted`` of them). ``with_numbers`` studies hold at least one value by
    arm or a contrast; ``poolable`` are randomised with a clean contrast and such values.
    """

    condition: str
    searches: tuple[Search, ...]
    looked_at: int
    counted: int
    designs: tuple[tuple[str, int], ...]
    included: int
    with_numbers: int
    poolable: int
    drafts: int

    @property
    def name(self) -> str:
        """The condition in words."""
        return vocabulary().name("condition", self.condition) if self.condition else "all conditions"

    @property
    def dates(self) -> str:
        """The day, or the first and last day, of the searches."""
        days = sorted({s.date for s in self.searches})
        return days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}" if days else "no date"


def flows(library: Library, condition: str = "") -> tuple[Flow, ...]:
    """One account per condition that was searched, or of one condition.

    Raises
    ------
    InputError
        No search of the condition is recorded.
    """
    searched = tuple(dict.fromkeys(s.condition for s in library.searches()))
    if condition and condition not in searched:
        raise InputError(f"no recorded search of {condition!r}", f"there are searches of {', '.join(sorted(searched))}")
    return tuple(_flow(library, c) for c in ((condition,) if condition else sorted(searched)))


def overall(library: Library) -> Flow:
    """The account of the whole base."""
    return _flow(library, "")


def _flow(library: Library, condition: str) -> Flow:
    searches = library.searches(condition)
    everything = library.studies(condition, drafts=True)
    studies = [s for s in everything if not s.draft]
    designs = Counter(s.design for s in studies)
    return Flow(
        condition, searches, sum(s.found or 0 for s in searches), sum(s.found is not None for s in searches),
        tuple((d, designs[d]) for d in _ORDER if designs[d]), len(studies),  # type: ignore[index]
        sum(_has_numbers(s) for s in studies),
        sum(s.randomised and s.clean_contrast and _has_numbers(s) for s in studies), len(everything) - len(studies),
    )  # fmt: skip


def _has_numbers(s: Study) -> bool:
    return any(
        r.use and (any(a.mean is not None or a.events is not None or a.rate is not None or a.median is not None for a in r.arms)
                   or (r.contrast is not None and r.contrast.value is not None))
        for r in s.results
    )  # fmt: skip


def as_text(library: Library, condition: str = "") -> str:
    """The account in words, condition by condition."""
    blocks = [] if condition else [_block(overall(library), whole=True)]
    return "\n\n".join([*blocks, *(_block(f) for f in flows(library, condition))])


def _block(f: Flow, whole: bool = False) -> str:
    lines = [f"{f.name[:1].upper()}{f.name[1:]}"]
    lines.append(f"  searched   {len(f.searches)} searches, {f.dates}")
    if not whole:
        for s in f.searches:
            cell = f" ({vocabulary().name('cell', s.cell)})" if s.cell else ""
            lines += _wrapped(f"{s.what}{cell}. Where: {'; '.join(s.where)}. Looked at: {_looked(s.found)}.")
            lines += _wrapped(f"Left out: {s.excluded}") if s.excluded else []
            lines += _wrapped(s.note) if s.note else []
    else:
        lines.append(f"  looked at  {f.looked_at} records in the {f.counted} searches that counted; the others did not")
    lines.append(f"  included   {f.included} records: {_designs(f)}" if f.included else "  included   none")
    lines.append(
        f"  numbers    {f.with_numbers} with at least one usable value; {f.poolable} randomised with a clean contrast"
    )
    if f.drafts:
        lines.append(f"  drafts     {f.drafts} imported, not confirmed, never pooled")
    return "\n".join(lines)


def _looked(found: int | None) -> str:
    return f"{found} records" if found is not None else "not counted"


def _designs(f: Flow) -> str:
    return ", ".join(f"{n} {_WORDS[d]}" for d, n in f.designs)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 106, initial_indent="             ", subsequent_indent="             ")


# The figure

_WIDTH, _BOX = 640.0, 380.0


def as_svg(library: Library, condition: str = "") -> str:
    """The flow diagram: searched, looked at, included, with numbers, in a pool's reach; what left on the right."""
    f = flows(library, condition)[0] if condition else overall(library)
    kept = sum(n for d, n in f.designs if d not in ("meta-analysis", "registry-only"))
    looked = (
        f"{f.looked_at} records counted in {f.counted} of {len(f.searches)} searches" if f.counted else "not counted"
    )
    steps = [
        (f"Searches: {len(f.searches)} ({f.dates})", f"Records looked at: {looked}"),
        (f"Records included: {f.included}", _away(f)),
        (f"Studies of people: {kept}", f"Without a usable value: {kept - min(kept, f.with_numbers)}"),
        (f"With at least one usable value: {f.with_numbers}", "Not randomised, or the arms differ in more than the cells: "
         f"{f.with_numbers - f.poolable}"),
        (f"Randomised, clean contrast, usable value: {f.poolable}", ""),
    ]  # fmt: skip
    out: list[str] = []
    y = 10.0
    for i, (main, side) in enumerate(steps):
        box, height = _boxed(main, 0, y, _BOX * 0.62)
        out += box
        if side:
            more, tall = _boxed(side, _BOX * 0.62 + 60, y, _WIDTH - _BOX * 0.62 - 60, faint=True)
            out += [*more, _arrow(_BOX * 0.62, y + height / 2, _BOX * 0.62 + 58, y + height / 2)]
        else:
            tall = height
        step = max(height, tall) + 28
        if i < len(steps) - 1:
            out.append(_arrow(_BOX * 0.31, y + height, _BOX * 0.31, y + step - 2))
        y += step
    desc = " ".join(f"{m}. {s}." if s else f"{m}." for m, s in steps)
    return svg.figure(out, _WIDTH, y - 18, title=f"From searches to pools: {f.name}", desc=desc)


def _away(f: Flow) -> str:
    reviews = dict(f.designs).get("meta-analysis", 0)
    silent = dict(f.designs).get("registry-only", 0)
    return f"Reviews that pool: {reviews}. Registered, no results seen: {silent}."


def _boxed(words: str, x: float, y: float, width: float, *, faint: bool = False) -> tuple[list[str], float]:
    lines = svg.wrap(words, width - 20, 12.5)
    height = 16 + 17 * len(lines)
    dash = ' stroke-dasharray="4 3"' if faint else ""
    box = (
        f'<rect x="{x + 0.5:.1f}" y="{y:.1f}" width="{width - 1:.1f}" height="{height:.1f}" rx="5" fill="none" '
        f'stroke="currentColor" stroke-opacity="0.5"{dash}/>'
    )
    return [box, *(svg.text(x + 10, y + 20 + 17 * i, line, size=12.5) for i, line in enumerate(lines))], height


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    down = ((x2, y2), (x2 - 4, y2 - 7), (x2 + 4, y2 - 7))
    right = ((x2, y2), (x2 - 7, y2 - 4), (x2 - 7, y2 + 4))
    head = down if x1 == x2 else right
    return svg.line(x1, y1, x2, y2, opacity=0.5) + svg.polygon(head, "currentColor")
