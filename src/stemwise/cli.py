"""The command line: a thin door. Every command is one function; heavy rooms load only when their command runs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stemwise import __version__
from stemwise.course.commands import add_parsers as add_course_parsers
from stemwise.errors import InputError
from stemwise.exchange.commands import add_parts as add_exchange_parts
from stemwise.output import colour, complain, deliver, give_up, ready, width, write
from stemwise.pool_command import add_parser as add_pool_parser
from stemwise.trials.commands import add_parsers as add_trial_parsers

PURPOSE = "Weighs what is said about stem-cell therapy for the nervous system against what human studies found."
FORMATS = ("text", "json", "html", "claimreview")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (0 done, 2 bad input)."""
    parser = build_parser()
    try:
        args = parser.parse_args(argv)
        if not hasattr(args, "run"):
            parser.print_help()
            return 0
        ready(getattr(args, "output", None))
        _warn(getattr(args, "evidence", None))
        return int(args.run(args) or 0)
    except InputError as error:
        complain(f"stemwise: {error}")
        return 2
    except BrokenPipeError:
        give_up()
        return 0
    except KeyboardInterrupt:
        complain("stemwise: stopped")
        return 130


class _Parser(argparse.ArgumentParser):
    """Bad options get one clear line, as all bad input does."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Unknown options are the error of the command they were given to, not of ``stemwise``."""
        found, rest = super().parse_known_args(args, namespace)
        if rest:
            self.error(f"unrecognized arguments: {' '.join(rest)}")
        return found, rest

    def error(self, message: str) -> None:  # type: ignore[override]
        complain(f"{self.prog}: {InputError(message).problem}: `{self.prog} --help` shows the options")
        raise SystemExit(2)

    def _print_message(self, message: str, file: object = None) -> None:
        """Help and version go the way of all output: argparse would hide that they could not be written."""
        write(message)


def build_parser() -> argparse.ArgumentParser:
    """All commands with their options (the docs are tested against this)."""
    parser = _Parser(prog="stemwise", description=PURPOSE)
    parser.add_argument("--version", action="version", version=f"stemwise {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)
    _explain_parser(commands)
    _check_parser(commands)
    _ask_parser(commands)
    add_pool_parser(commands)
    add_course_parsers(commands, beside=_beside)
    add_trial_parsers(commands)
    _evidence_parser(commands)
    return parser


def _beside(**asked: Any) -> tuple[str, dict[str, Any]]:
    """The effect of a therapy for ``expect --therapy``; the answers load only when it is asked for."""
    from stemwise import api

    return api.therapy_beside(**asked)


def _common(p: argparse.ArgumentParser, formats: tuple[str, ...]) -> None:
    p.add_argument("--format", choices=formats, default="text", help="how the report is written (default: text)")
    p.add_argument("-o", "--output", metavar="FILE", help="write the report to FILE instead of the terminal")
    p.add_argument("--evidence", metavar="DIR", help="lay your own records (TOML) over the evidence base")


def _explain_parser(commands: argparse._SubParsersAction[_Parser]) -> None:
    p = commands.add_parser("explain", help="a therapy explained from the evidence")
    p.add_argument("condition", help="cerebral-palsy, spinal-cord-injury, stroke, multiple-sclerosis, paralysis ...")
    p.add_argument("--cell", default="", help="kind of cell: msc, uc-msc, bone-marrow, cord-blood, ahsct, nsc ...")
    p.add_argument("--route", default="", help="intravenous, intrathecal, intraspinal ...")
    p.add_argument("--age", type=float, help="age in years")
    p.add_argument(
        "--severity",
        default="",
        help="a level, as 'GMFCS III', 'AIS A', 'EDSS 4'; 'severe' is answered with the levels known",
    )
    p.add_argument(
        "--form", default="", help="form or stage: relapsing, secondary-progressive, ischaemic, acute, chronic ..."
    )
    p.add_argument(
        "--since",
        metavar="TIME",
        help="since the injury or stroke: 48h, 2d, '3 weeks', '4 years'; a number alone is months",
    )
    p.add_argument("--months", type=float, help="months after treatment")
    p.add_argument(
        "--full",
        action="store_true",
        help="more in the terminal (all of it: html, json)",
    )
    _common(p, FORMATS[:3])
    p.set_defaults(run=_explain)


def _check_parser(commands: argparse._SubParsersAction[_Parser]) -> None:
    p = commands.add_parser("check", help="someone else's page, weighed claim by claim")
    p.add_argument("source", help="an HTML, PDF, Markdown or text file, a URL, or - for standard input")
    p.add_argument("--reviewer", metavar="NAME", default="", help="the named reviewer that a ClaimReview needs")
    p.add_argument("--reviewer-url", metavar="URL", default="", help="the reviewer's page, for a ClaimReview")
    _common(p, FORMATS)
    p.set_defaults(run=_check)


def _ask_parser(commands: argparse._SubParsersAction[_Parser]) -> None:
    p = commands.add_parser("ask", help="one claim or question, by the same path")
    p.add_argument("sentence", help='"Does cord blood help in cerebral palsy?"')
    _common(p, FORMATS[:3])
    p.set_defaults(run=_ask)


def _evidence_parser(commands: argparse._SubParsersAction[_Parser]) -> None:
    p = commands.add_parser(
        "evidence", help="the evidence base: list, show, check, table, import, export, reproduce, map, bias, flow"
    )
    parts = p.add_subparsers(title="parts", metavar="PART", required=True, parser_class=_Parser)
    listing = parts.add_parser("list", help="all studies")
    listing.add_argument("condition", nargs="?", default="", help="only this condition")
    listing.add_argument("--format", choices=("text", "json"), default="text", help="how it is written (default: text)")
    show = parts.add_parser("show", help="one study, whole")
    show.add_argument("id", help="a study's id, DOI, PMID or registry id")
    show.add_argument("--format", choices=("text", "json"), default="text", help="how it is written (default: text)")
    check = parts.add_parser("check", help="schema and scrutiny of the base, or of your own records")
    check.add_argument("folder", nargs="?", help="a folder of TOML records to check instead of the base")
    table = parts.add_parser("table", help="characteristics, risk of bias and results of a condition's studies")
    table.add_argument("condition", help="the condition whose studies are shown")
    table.add_argument(
        "--part", choices=("all", "characteristics", "bias", "results"), default="all", help="one table only"
    )
    table.add_argument("--format", choices=("text", "csv"), default="text", help="how it is written (default: text)")
    add_exchange_parts(parts)
    for sub, name in ((listing, "list"), (show, "show"), (check, "check"), (table, "table")):
        sub.add_argument("--evidence", metavar="DIR", help="lay your own records (TOML) over the evidence base")
        sub.add_argument("-o", "--output", metavar="FILE", help="write to FILE")
        sub.set_defaults(run=_evidence, part_name=name)


def _warn(overlay: str | None) -> None:
    """What is wrong in a user's own records: named, and the rest is used."""
    if overlay:
        from stemwise import api

        for problem in api.library(overlay).problems:
            if problem.file.startswith(str(Path(overlay))):
                complain(f"stemwise: {problem}")


def _explain(args: argparse.Namespace) -> int:
    from stemwise import api
    from stemwise.report import render_explain

    found = api.explain(
        args.condition, cell=args.cell, route=args.route, age=args.age, severity=args.severity, form=args.form,
        since=args.since, months=args.months, evidence=args.evidence,
    )  # fmt: skip
    return deliver(render_explain(found, args.format, color=colour(), width=width(), full=args.full), args)


def _check(args: argparse.Namespace) -> int:
    from stemwise import api
    from stemwise.reading import read
    from stemwise.report import render_check

    found = api.check(read(args.source), evidence=args.evidence)
    reviewer = {"name": args.reviewer, "url": args.reviewer_url} if args.reviewer else None
    return deliver(render_check(found, args.format, color=colour(), width=width(), reviewer=reviewer), args)


def _ask(args: argparse.Namespace) -> int:
    from stemwise import api
    from stemwise.report import render_ask

    found = api.ask(args.sentence, evidence=args.evidence)
    return deliver(render_ask(found, args.format, color=colour(), width=width()), args)


def _evidence(args: argparse.Namespace) -> int:
    from stemwise import api
    from stemwise.evidence import commands

    if args.part_name == "check":
        report = commands.check(args.folder)
        deliver(report.as_text(), args)
        return 0 if report.ok else 2
    base = api.library(args.evidence)
    if args.part_name == "list":
        text = commands.list_studies(base, args.format, args.condition)
    elif args.part_name == "show":
        text = commands.show(base, args.id, args.format)
    else:
        text = commands.table(base, args.condition, args.part, args.format)
    return deliver(text, args)


if __name__ == "__main__":
    raise SystemExit(main())
