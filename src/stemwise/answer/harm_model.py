"""What went wrong, counted: harms over the studies at hand, beside published figures and documented cases."""

from __future__ import annotations

from dataclasses import dataclass

from stemwise.evidence.knowledge import DonorHarm, PooledHarm, SeriousCase

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class HarmStudy:
    """One harm in one study: events of n with cells; with control, and the risk ratio, where randomised groups were counted."""

    study: str
    label: str
    events: int
    n: int
    control_events: int = 0
    control_n: int = 0
    months: float | None = None
    ratio: float | None = None
    ci: Interval | None = None


@dataclass(frozen=True, slots=True)
class HarmPair:
    """One harm in the randomised trials that counted it in both groups: events of n with cells and with control.

    ``ratio`` is the risk ratio over the trials (Mantel and Haenszel); ``None`` where a group saw no event, and where the
    trials differ by more than chance explains (``differ``): these are told one by one.
    """

    events: int
    n: int
    control_events: int
    control_n: int
    studies: tuple[str, ...]
    ratio: float | None = None
    ci: Interval | None = None
    trials: tuple[HarmStudy, ...] = ()
    differ: bool = False


@dataclass(frozen=True, slots=True)
class HarmShare:
    """One harm in people whose number is not set beside randomised controls: events of n, over studies that may be added.

    ``upper`` is the exact one-sided 95 % bound in per cent (0 of n is not zero), ``ci`` the exact two-sided 95 % interval
    in per cent; ``None`` where the studies differ by more than chance explains: no share stands for all of them.
    """

    events: int
    n: int
    studies: tuple[HarmStudy, ...]
    upper: float | None = None
    ci: Interval | None = None

    @property
    def differ(self) -> bool:
        return self.ci is None


@dataclass(frozen=True, slots=True)
class HarmTold:
    """What a study tells of a harm that cannot be added to counts of people: "56 %", "8 reactions in 143 infusions"."""

    study: str
    label: str
    text: str
    some: bool
    """Whether it came to anyone who got cells."""
    people: bool
    """Whether the numbers are people, not events, infusions or a group among those treated."""


@dataclass(frozen=True, slots=True)
class HarmCount:
    """One harm over the studies at hand: events of n people who got cells, in randomised trials and in others (``alone``).

    ``n`` is 0 where no study can be counted and some only tell of it. Most studies do not say of most harms whether they
    came: ``at_hand`` is how many studies of such cells there are, so that it is seen in how few a harm was counted.
    """

    harm: str
    name: str
    serious: bool
    events: int
    n: int
    studies: tuple[str, ...]
    randomised: HarmPair | None = None
    alone: HarmShare | None = None
    told: tuple[HarmTold, ...] = ()
    at_hand: int = 0
    unlike: tuple[tuple[str, int], ...] = ()
    """Parts of the question ("form", "age") in which the people of so many of the studies are not those asked about."""
    condition: str = ""
    """The condition counted, where a word for several was asked about: these are never added together."""
    route: str = ""
    """The routes counted, where some were asked about; empty: all routes."""
    years: tuple[int, int] | None = None
    """Of the studies: the first and the last."""
    conditions: tuple[str, ...] = ()
    """Whose people are counted (term ids), those of most people first."""


@dataclass(frozen=True, slots=True)
class HarmAnswer:
    """Harms: pooled rates as published, counts over the trials of the base, documented serious cases, donors."""

    pooled: tuple[PooledHarm, ...] = ()
    counts: tuple[HarmCount, ...] = ()
    elsewhere: tuple[HarmCount, ...] = ()
    """Counts of other conditions, where none is at hand in the one asked about."""
    cases: tuple[SeriousCase, ...] = ()
    donors: tuple[DonorHarm, ...] = ()
