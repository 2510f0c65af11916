"""The evidence: study records, facts, harms, ways of action, alternatives; schema, library, scrutiny."""

from __future__ import annotations

from stemwise.evidence.knowledge import (
    LEVELS,
    Alternative,
    DonorHarm,
    Fact,
    Fate,
    Link,
    PooledHarm,
    Search,
    SeriousCase,
)
from stemwise.evidence.library import Library, base, identifier
from stemwise.evidence.model import (
    DOMAINS,
    Arm,
    ArmData,
    BiasDomain,
    Citation,
    Contrast,
    Explained,
    Extraction,
    HarmRow,
    Masking,
    PooledResult,
    Population,
    Result,
    Source,
    Study,
)

__all__ = [
    "DOMAINS",
    "LEVELS",
    "Alternative",
    "Arm",
    "ArmData",
    "BiasDomain",
    "Citation",
    "Contrast",
    "DonorHarm",
    "Explained",
    "Extraction",
    "Fact",
    "Fate",
    "HarmRow",
    "Library",
    "Link",
    "Masking",
    "PooledHarm",
    "PooledResult",
    "Population",
    "Result",
    "Search",
    "SeriousCase",
    "Source",
    "Study",
    "base",
    "identifier",
]
