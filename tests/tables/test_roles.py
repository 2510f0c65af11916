"""Column names of metafor's, meta's and RevMan's tables are known; what is guessed is said."""

from __future__ import annotations

import pytest

from stemwise.errors import InputError
from stemwise.tables import Table, roles_of


def table(names: str) -> Table:
    columns = tuple(names.split(","))
    return Table("t.csv", columns, dict.fromkeys(columns, (1.0,)), (2,))


@pytest.mark.parametrize(
    ("names", "measure", "form"),
    [
        ("study,yi,vi", "GEN", ("yi", "vi")),
        ("Author,TE,seTE", "GEN", ("yi", "sei")),
        ("study,effect,CI lower,CI upper", "GEN", ("yi", "ci_low", "ci_high")),
        ("trial,m1i,sd1i,n1i,m2i,sd2i,n2i", "SMD", ("m1", "sd1", "n1", "m2", "sd2", "n2")),
        ("studlab,mean.e,sd.e,n.e,mean.c,sd.c,n.c", "SMD", ("m1", "sd1", "n1", "m2", "sd2", "n2")),
        (
            "Study,Mean treatment,SD treatment,N treatment,Mean control,SD control,N control",
            "SMD", ("m1", "sd1", "n1", "m2", "sd2", "n2"),
        ),
        ("study,ai,n1i,ci,n2i", "RR", ("ai", "n1", "ci", "n2")),
        ("studlab,event.e,n.e,event.c,n.c", "RR", ("ai", "n1", "ci", "n2")),
        ("trial,author,year,tpos,tneg,cpos,cneg", "RR", ("ai", "bi", "ci", "di")),
        ("study,events,n", "PLO", ("xi", "ni")),
        ("study,x1i,x2i,t1i,t2i", "IRR", ("x1i", "x2i", "t1i", "t2i")),
        ("study,ri,ni", "ZCOR", ("ri", "ni")),
        ("study,OR,lower,upper", "OR", ("ratio", "ci_low", "ci_high")),
    ],
)  # fmt: skip
def test_a_table_suggests_its_measure(names: str, measure: str, form: tuple[str, ...]) -> None:
    roles = roles_of(table(names))
    assert (roles.measure, roles.form) == (measure, form)
    assert roles.guessed
    assert any(measure in s for s in roles.said)


def test_names_given_go_first() -> None:
    roles = roles_of(table("study,a1,b1,yi,vi"), "GEN", {"yi": "a1", "vi": "b1"})
    assert roles.columns["yi"] == "a1"
    assert not roles.guessed


def test_metafor_names_are_roles_too() -> None:
    roles = roles_of(
        table("s,A,B,C,D,E,F"), "MD", {"m1i": "A", "sd1i": "B", "n1i": "C", "m2i": "D", "sd2i": "E", "n2i": "F"}
    )
    assert roles.columns["m2"] == "D"


def test_ready_made_effects_of_a_named_measure_are_said() -> None:
    roles = roles_of(table("study,yi,vi"), "OR")
    assert roles.ready_made
    assert any("log scale" in s for s in roles.said)


@pytest.mark.parametrize(
    ("names", "measure", "given", "says"),
    [
        ("study,x", None, {}, "make no effect size"),
        ("study,m1i,sd1i,n1i,m2i,sd2i", "SMD", {}, "lacks n2"),
        ("study,yi,vi", "XYZ", {}, "not known"),
        ("study,yi,vi", "GEN", {"yi": "nope"}, "no column 'nope'"),
        ("study,yi,vi", "GEN", {"zz": "yi"}, "names no role"),
    ],
)
def test_faults(names: str, measure: str | None, given: dict[str, str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        roles_of(table(names), measure, given)
