"""A counted harm in words, the same in every room.

Randomised groups come first, then people without such a comparison, then what can only be told. Studies that differ by
more than chance explains are told one by one: no share is printed for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from stemwise.answer.harm_model import HarmCount, HarmPair, HarmShare, HarmStudy
from stemwise.answer.model import Interval
from stemwise.answer.shares import exact_interval, upper_bound
from stemwise.terms import vocabulary

FEW = 10
"""People below which a bound says nothing (0 of 9: up to 28 %)."""
MOST_TOLD = 2
"""Studies that cannot be added and are named in one sentence; a report's list of harms names all."""
MOST_NAMED = 3
"""Studies too unlike to be added, and conditions, that are named."""
NOT_ADDED = "not added, since people are not counted alike"
PART = {"form": "another form", "time": "another time", "age": "other ages", "severity": "another severity"}


def per_cent(value: float) -> str:
    """A share with as many decimals as it bears: "33", "3.2", "0.41"."""
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def named(count: HarmCount) -> str:
    """The harm, with the condition where a word for several was asked about."""
    return count.name + (f" ({vocabulary().name('condition', count.condition)})" if count.condition else "")


def seen_words(count: HarmCount) -> str:
    """All parts in one sentence."""
    return "; ".join(parts(count, MOST_TOLD))


def parts(count: HarmCount, most: int | None = None, *, alone: bool = True) -> tuple[str, ...]:
    """Harm that was seen comes first; ``most``: how many studies that only tell of it are named (0: they are counted)."""
    pair = pair_words(count.randomised) if count.randomised else ""
    share = _share_part(count.alone, alone) if count.alone else ""
    if count.told and (told_first(count) or not (pair or share)):
        said = (told_words(count, MOST_TOLD if most == 0 else most), pair, share)
    elif most == 0:
        more = len({t.study for t in count.told})
        said = (pair, share, f"{more} more could not be added" if more else "")
    else:
        said = (pair, share, f"{NOT_ADDED}: {told_words(count, most)}" if count.told else "")
    return tuple(part for part in (*said, whose(count)) if part)


def pair_words(pair: HarmPair) -> str:
    """ "in 1 randomised trial, A 2020, 10 of 95 with cells v 4 of 94 with control (risk ratio 2.47, ...)" """
    hit = [t for t in pair.trials if t.events or t.control_events]
    none = [t for t in pair.trials if t not in hit]
    rest = f"; none in either group of {_of(len(none), 'more trial')} ({_sizes(none)})" if none and hit else ""
    if pair.differ:
        told = "; ".join(f"{t.label}{_when(t)} {_groups(t)}" for t in hit)
        return f"in {len(hit)} randomised trials too unlike to be added: {told}{rest}"
    if len(hit) == 1:
        return f"in 1 randomised trial, {hit[0].label}, {_groups(hit[0])}{rest}"
    one = f", {pair.trials[0].label}," if len(pair.trials) == 1 else ""
    empty = f"; in {len(none)} of them none in either group" if none and hit else ""
    return f"in {_of(len(pair.studies), 'randomised trial')}{one} {_groups(pair)}{empty}"


def _groups(of: HarmPair | HarmStudy) -> str:
    """ "10 of 95 with cells v 4 of 94 with control (risk ratio ...)"; where there is no ratio, the share with cells."""
    said = f"{of.events} of {of.n} with cells v {of.control_events} of {of.control_n} with control"
    if of.ratio is not None and of.ci is not None:
        how = ", trial by trial," if isinstance(of, HarmPair) else ""
        return f"{said} (risk ratio{how} {of.ratio:.2f}, 95 % interval {of.ci[0]:.2f} to {of.ci[1]:.2f})"
    low, high = exact_interval(of.events, of.n)
    return f"{said}, with cells {bound(of.events, of.n, 100 * upper_bound(of.events, of.n), (100 * low, 100 * high))}"


def _when(trial: HarmStudy) -> str:
    return "" if trial.months is None else f", {trial.months:g} months,"


def _sizes(trials: Sequence[HarmStudy]) -> str:
    return f"{sum(t.n for t in trials)} with cells, {sum(t.control_n for t in trials)} with control"


def _share_part(share: HarmShare, alone: bool) -> str:
    """The share in full, or only in how many studies it was seen."""
    return share_words(share) if alone else f"{len(share.studies)} more without a comparison"


def share_words(share: HarmShare) -> str:
    """People whose number no randomised group stands beside: one share, or the studies by themselves."""
    size = len(share.studies)
    if share.upper is None or share.ci is None:
        low, high = (pick(share.studies, key=_rate) for pick in (min, max))
        span = f"{_share(low) if low.events else 0} to {_share(high)} %"
        return (
            f"without a fair comparison, {span} in {size} studies too unlike to be added: {_one_by_one(share.studies)}"
        )
    where = f"1 study, {share.studies[0].label}," if size == 1 else f"{size} studies"
    said = bound(share.events, share.n, share.upper, share.ci)
    return f"{share.events} of {share.n} treated in {where} without a fair comparison; {said}"


def _one_by_one(studies: Sequence[HarmStudy]) -> str:
    """Those with the highest shares by name, the others with their range, and how many saw none."""
    hit = sorted((s for s in studies if s.events), key=lambda s: (-_rate(s), -s.n))
    first = hit if len(hit) <= MOST_NAMED + 1 else hit[:MOST_NAMED]
    told = [f"{s.events} of {s.n} ({_share(s)} %) in {s.label}" for s in first]
    if rest := hit[len(first) :]:
        told.append(f"{_share(rest[-1])} to {_share(rest[0])} % in {len(rest)} more")
    none = [s for s in studies if not s.events]
    told += [f"none of {sum(s.n for s in none)} in {len(none)} more"] if none else []
    return "; ".join(told)


def _rate(study: HarmStudy) -> float:
    return study.events / study.n


def _share(study: HarmStudy) -> str:
    return per_cent(100 * _rate(study))


def bound(events: int, n: int, upper: float, ci: Interval) -> str:
    """What so many people allow one to say of how often it comes."""
    if n < FEW:
        return "too few people to say how often it comes"
    if not events:
        return f"up to {per_cent(upper)} % cannot be ruled out"
    return f"{per_cent(100 * events / n)} % (95 % interval {per_cent(ci[0])} to {per_cent(ci[1])})"


def told_first(count: HarmCount) -> bool:
    """Whether a count of none, in all or in the randomised, stands beside a study that tells of some."""
    none = not count.events or (count.randomised is not None and not count.randomised.events)
    return none and any(t.some for t in count.told)


def told_words(count: HarmCount, most: int | None = None) -> str:
    """The studies that cannot be added, each with its numbers; ``most``: how many are named."""
    more = len(count.told) - (most or len(count.told))
    said = [f"{t.label}: {t.text}" for t in count.told[:most]] + ([f"{more} more"] if more > 0 else [])
    return "; ".join(said)


def whose(count: HarmCount) -> str:
    """In how few of the studies it was counted, of which conditions and by which route, and whether in others than asked."""
    words = vocabulary()
    seen = len({*count.studies, *(t.study for t in count.told)})
    said = [f"told of in {seen} of {_of(count.at_hand, 'study', 'studies')} at hand"] if count.at_hand else []
    if count.route:
        said.append(" or ".join(words.name("route", r) for r in count.route.split("+")))
    if len(count.conditions) > 1:
        names = [words.name("condition", c) for c in count.conditions]
        more = f" and {_of(len(names) - MOST_NAMED, 'more condition')}" if len(names) > MOST_NAMED else ""
        said.append(f"in {', '.join(names[:MOST_NAMED])}{more}")
    for part, n in count.unlike:
        said.append(
            f"{f'{n} of them' if n < seen else 'all' if n > 1 else 'the people'} of {PART[part]} than asked about"
        )
    return ", ".join(said)


def _of(n: int, one: str, several: str = "") -> str:
    return f"{n} {one if n == 1 else several or one + 's'}"
