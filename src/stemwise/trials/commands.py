"""``stemwise simulate``: a planned trial, many thousand times over."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from stemwise.output import deliver, width


def add_parsers(commands: Any) -> None:
    """Add the command to ``commands`` (what ``add_subparsers`` returned)."""
    p = commands.add_parser("simulate", help="a planned trial, simulated many thousand times")
    p.add_argument("design", help="a TOML file: [trial], [course], [effect] ... (docs/course.md)")
    p.add_argument("--trials", type=int, help="how many trials to draw (default: the file's, else 10000)")
    p.add_argument("--seed", type=int, help="start of the random numbers (default: the file's, else 1)")
    p.add_argument(
        "--format", choices=("text", "html", "json", "svg"), default="text", help="how it is written (default: text)"
    )
    p.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of the terminal")
    p.set_defaults(run=simulate)


def simulate(args: argparse.Namespace) -> int:
    """Run ``stemwise simulate``."""
    from dataclasses import replace

    from stemwise.course.plain_data import SCHEMA, plain
    from stemwise.errors import InputError
    from stemwise.trials.design import MAX_TRIALS, affordable, read_design
    from stemwise.trials.picture import power_svg
    from stemwise.trials.simulate import simulate as run
    from stemwise.trials.words import simulation_paper

    design = read_design(args.design)
    if args.trials is not None:
        if not 100 <= args.trials <= MAX_TRIALS:
            raise InputError(f"{args.trials} trials", f"give a number from 100 to {MAX_TRIALS}")
        design = replace(design, trials=args.trials)
    if args.seed is not None:
        if args.seed < 0:
            raise InputError(f"a seed of {args.seed}", "give a whole number from 0")
        design = replace(design, seed=args.seed)
    found = run(affordable(design), _bar())
    if args.format == "json":
        text = json.dumps({"schema": SCHEMA, "simulate": plain(found)}, ensure_ascii=False, indent=1)
    elif args.format == "svg":
        text = power_svg(found)
        if not text:
            raise InputError("there is no power to draw: one arm alone, or no effect", "use --format text")
    elif args.format == "html":
        text = simulation_paper(found, picture=power_svg(found, 400)).html()
    else:
        text = simulation_paper(found, width()).text()
    return deliver(text, args)


def _bar() -> Callable[[int, int], None] | None:
    """A progress bar on standard error, where someone looks at it."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None

    def show(done: int, everything: int) -> None:
        full = round(30 * done / everything)
        sys.stderr.write(f"\r[{'#' * full}{'.' * (30 - full)}] {done:,} of {everything:,} trials")
        if done >= everything:
            sys.stderr.write("\r" + " " * 70 + "\r")
        sys.stderr.flush()

    return show
