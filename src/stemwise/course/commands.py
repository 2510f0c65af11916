"""``stemwise expect`` and ``stemwise track``: from the command line to the course and back."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from stemwise.errors import InputError
from stemwise.output import deliver, width

if TYPE_CHECKING:
    from stemwise.evidence import Library

Beside = Callable[..., tuple[str, dict[str, Any]]]
"""From (condition, outcome, cell, age, severity, months, evidence) to the pooled effect of a therapy in words, and as data.

The course stands below the answers, so the command line hands this in.
"""

PAGE = 400
"""Width of a picture on a page, in user units: its words stay readable on a phone."""


def add_parsers(commands: Any, beside: Beside | None = None) -> None:
    """Add both commands to ``commands`` (what ``add_subparsers`` returned)."""
    _expect_parser(commands, beside)
    _track_parser(commands)


def _expect_parser(commands: Any, beside: Beside | None) -> None:
    p = commands.add_parser("expect", help="the course without the therapy, for someone like this")
    p.add_argument("condition", help="cerebral-palsy, spinal-cord-injury, stroke, multiple-sclerosis")
    p.add_argument(
        "--outcome", default="", help="gmfm-66, gmfcs-improved, ais-improved, edss ... (default: all with a model)"
    )
    p.add_argument("--months", type=float, help="months from now (default: each model at its own time)")
    p.add_argument("--age", type=float, help="age in years")
    p.add_argument("--score", type=float, help="today's score on the outcome's scale")
    p.add_argument(
        "--since", metavar="TIME",
        help="since the injury, stroke or diagnosis: 2d, '3 weeks', '4 years'; a number alone is months",
    )  # fmt: skip
    level = p.add_mutually_exclusive_group()
    level.add_argument("--gmfcs", default="", metavar="I-V", help="GMFCS level")
    level.add_argument("--ais", default="", metavar="A-D", help="AIS grade")
    level.add_argument("--nihss", default="", metavar="POINTS", help="NIHSS at the first day")
    level.add_argument("--form", default="", help="form of MS: relapsing, progressive, PPMS, SPMS")
    p.add_argument(
        "--percentiles", metavar="FILE", help="a percentile table of your own (CSV: level, age, p5, p50 ...)"
    )
    p.add_argument("--checkups", action="store_true", help="instead: which check-ups at which months would tell")
    p.add_argument(
        "--therapy", default="", metavar="CELL", help="lay the pooled effect of a therapy beside it: uc-msc ..."
    )
    _common(p)
    p.set_defaults(run=lambda args: expect(args, beside))


def _since(told: str | None) -> float | None:
    from stemwise.terms.people import months_since

    return None if told is None else months_since(told)


def _track_parser(commands: Any) -> None:
    p = commands.add_parser("track", help="one person's scores against the course")
    p.add_argument("record", help="a CSV: date,scale,score,event (docs/course.md)")
    p.add_argument("--condition", default="", help="where the file does not say it")
    p.add_argument("--level", default="", help="GMFCS III, AIS A, RRMS ...")
    p.add_argument("--born", default="", metavar="DATE", help="date of birth, as 2020-03-01")
    p.add_argument("--event-date", default="", metavar="DATE", help="day of the injury, stroke or diagnosis")
    p.add_argument("--error", type=float, metavar="POINTS", help="standard error of one measurement, where you know it")
    _common(p)
    p.set_defaults(run=track)


def _common(p: argparse.ArgumentParser) -> None:
    p.add_argument(
        "--format", choices=("text", "html", "json", "svg"), default="text", help="how it is written (default: text)"
    )
    p.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of the terminal")
    p.add_argument("--evidence", metavar="DIR", help="lay your own records (TOML) over the evidence base")


def expect(args: argparse.Namespace, beside: Beside | None = None) -> int:
    """Run ``stemwise expect``."""
    from stemwise.course import expected, outcomes
    from stemwise.course.persons import NAMES, SCALES, condition_id
    from stemwise.terms import vocabulary

    library = opened(args.evidence)
    condition = condition_id(args.condition)
    level = _level(args, condition, NAMES)
    if args.checkups:
        return _checkups(args, condition, level, library)
    outcome = args.outcome or (SCALES.get(condition, "") if args.score is not None else "")
    wanted = [outcome] if outcome else list(outcomes(condition, library))
    if not wanted:
        name = vocabulary().name("condition", condition)
        raise InputError(
            f"there is no sourced model of the course of {name}", "`stemwise explain` shows what is known of it"
        )
    found = [
        expected(
            condition,
            o,
            args.months,
            age=args.age,
            level=level,
            time_since=_since(args.since),
            score=args.score,
            library=library,
        )
        for o in wanted
    ]
    if not outcome:
        found = [e for e in found if e.views] or found[:1]
    words, data = "", None
    if args.therapy:
        if beside is None:
            raise InputError(
                "no effect of a therapy can be laid beside it here", "use `stemwise explain` for the effect"
            )
        words, data = beside(
            condition=condition, outcome=outcome, cell=args.therapy, age=args.age,
            severity=level, months=args.months, evidence=args.evidence,
        )  # fmt: skip
    own = _own_table(args, found[0])
    return deliver(_told(args.format, found, words, data, own, library), args)


def _told(form: str, found: list[Any], words: str, data: Any, own: Any, library: Any) -> str:
    """What is expected, in one of the formats; ``words`` and ``data`` are the therapy laid beside it, ``own`` a user's table."""
    from stemwise.course.pictures import expectation_svg
    from stemwise.course.plain_data import SCHEMA, plain
    from stemwise.course.words import expect_paper

    told = own.words if own else ""
    if form == "json":
        whole = {"schema": SCHEMA, "expect": plain(found), "therapy": data, "own_table": plain(own)}
        return json.dumps(whole, ensure_ascii=False, indent=1)
    if form == "svg":
        text = next((s for e in found if (s := expectation_svg(e, library))), "")
        if not text:
            raise InputError("there is nothing to draw: no model with a band", "--format text says why")
        return text
    if form == "html":
        pictures = [expectation_svg(e, library, PAGE) for e in found]
        return expect_paper(found, words, own=told, pictures=pictures).html()
    return expect_paper(found, words, width(), told).text()


def _checkups(args: argparse.Namespace, condition: str, level: str, library: Any) -> int:
    from stemwise.course.followup import schedule
    from stemwise.course.plain_data import SCHEMA, plain
    from stemwise.course.sheets import schedule_paper

    found = schedule(condition, level=level, age=args.age, time_since=_since(args.since), library=library)
    if args.format == "svg":
        raise InputError("check-ups have no picture", "use --format text, html or json")
    if args.format == "json":
        return deliver(json.dumps({"schema": SCHEMA, "checkups": plain(found)}, ensure_ascii=False, indent=1), args)
    paper = schedule_paper(found, width())
    return deliver(paper.html() if args.format == "html" else paper.text(), args)


def _own_table(args: argparse.Namespace, e: Any) -> Any:
    """The reader's own percentiles, where a file is given; they need an age, a score and the months."""
    if not args.percentiles:
        return None
    from stemwise.course.percentiles import on_table, read_percentiles

    table = read_percentiles(args.percentiles, e.person.condition)
    if args.age is None or args.score is None or args.months is None:
        raise InputError("a percentile table needs a person", "give --age, --score and --months")
    return on_table(table, e.person.level, args.age, args.score, args.months)


def _level(args: argparse.Namespace, condition: str, names: dict[str, str]) -> str:
    options = {"GMFCS": args.gmfcs, "AIS": args.ais, "NIHSS": args.nihss, "form": args.form}
    own = names.get(condition, "")
    for name, value in options.items():
        if value and name != own:
            remedy = f"its levels are {own}: --{own.lower()}" if own else "leave it out"
            raise InputError(f"{name} {value} does not belong to {condition}", remedy)
    return f"{own} {options[own]}" if own and options[own] else ""


def track(args: argparse.Namespace) -> int:
    """Run ``stemwise track``."""
    from stemwise.course.pictures import track_svg
    from stemwise.course.plain_data import SCHEMA, plain
    from stemwise.course.record import read_record
    from stemwise.course.tracking import track as compute
    from stemwise.course.words import track_paper

    given = {"condition": args.condition, "level": args.level, "born": args.born, "event-date": args.event_date}
    found = compute(read_record(args.record, given), sem=args.error, library=opened(args.evidence))
    if args.format == "json":
        text = json.dumps({"schema": SCHEMA, "track": plain(found)}, ensure_ascii=False, indent=1)
    elif args.format == "svg":
        text = track_svg(found.scales[0])
    elif args.format == "html":
        text = track_paper(found, pictures=[track_svg(t, PAGE) for t in found.scales]).html()
    else:
        text = track_paper(found, width()).text()
    return deliver(text, args)


def opened(overlay: str | None) -> Library:
    """The evidence base, with the records of a user's folder laid over it where one is named."""
    from stemwise.evidence import Library, base

    return Library.load(overlay) if overlay else base()
