"""Which fact a name in a question finds."""

from __future__ import annotations

import os
import subprocess
import sys

from stemwise.asked.law import rare
from stemwise.evidence.knowledge import Fact


def fact(name: str, statement: str) -> Fact:
    return Fact(name, "stem-cells", "regulatory", statement, ())


FACTS = (
    fact("one", "Zorbacel of Quentex was approved in 2020."),
    fact("two", "Quentex was warned."),
    fact("three", "Quentex was sold."),
    fact("four", "Marwecel was withdrawn."),
)


def test_the_name_that_fewest_facts_hold_decides() -> None:
    assert [f.id for f in rare("is zorbacel by quentex approved", FACTS)] == ["one"]
    assert [f.id for f in rare("is quentex approved", FACTS)] == ["one", "two", "three"]
    assert rare("is approved withdrawn", FACTS) == []


def test_of_two_such_names_the_first_decides_on_every_run() -> None:
    two = "('zorbacel or marwecel', 'marwecel or zorbacel')"
    code = f"from tests.asked.test_law import *; print([rare(t, FACTS)[0].id for t in {two}])"
    for seed in ("1", "2", "3", "4"):
        env = os.environ | {"PYTHONHASHSEED": seed}
        told = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
        assert told.strip() == "['one', 'four']"
