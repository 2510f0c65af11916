"""`stemwise pool`: meta-analysis of anyone's table. The parser is light; everything else loads when the command runs."""

from __future__ import annotations

import argparse
from math import isfinite
from pathlib import Path
from typing import Any

from stemwise.errors import InputError
from stemwise.output import deliver, write

EPILOG = """measures: MD SMD SMDH ROM MC SMCC SMCR PPC OR RR RD AS PETO PR PLN PLO PAS PFT IR IRLN IRR IRD MN COR ZCOR,
HR (ready made) and GEN (yi with vi, sei or ci_low, ci_high). Without --measure the columns decide, and the report says so."""


def add_parser(commands: Any) -> None:
    """Add ``pool`` to the command line's sub-parsers."""
    p = commands.add_parser("pool", help="meta-analysis of your own table", epilog=EPILOG)
    p.add_argument(
        "table", help="a CSV, TSV, XLSX or Parquet file with one row per study, or - for CSV on standard input"
    )
    p.add_argument("--measure", help="the effect measure: SMD, MD, OR, RR ... (default: what the columns suggest)")
    p.add_argument("--columns", action="append", default=[], metavar="ROLE=NAME,...", help="which column holds what")
    p.add_argument("--sheet", help="sheet of a workbook, by name or number (default: the first)")
    p.add_argument("--method", default="REML", help="REML, PM, DL, ML, HE, HS, SJ, EB or EE (default: REML)")
    p.add_argument("--test", help="hksj-conservative (default), hksj, t or z")
    p.add_argument("--level", type=float, default=0.95, help="level of the intervals (default: 0.95)")
    p.add_argument("--by", metavar="COLUMN", help="pool by the groups of a column, and test between them")
    p.add_argument("--mods", metavar="A,B", help="meta-regression on these columns (words become indicators)")
    p.add_argument("--zero", default="zero", help="zero cells: zero (default), needed, all or none")
    p.add_argument("--add", type=float, default=0.5, help="what is added to the cells of such a study (default: 0.5)")
    p.add_argument("--prior", help="prior of tau: half-normal:0.5, half-cauchy:0.5, rhodes[:OUTCOME], turner:OUTCOME")
    p.add_argument("--mcid", type=float, metavar="X", help="smallest difference that matters: how probable is more?")
    p.add_argument(
        "--plot", action="append", default=[], metavar="[KIND=]FILE",
        help="write a plot (.svg or .png): forest, subgroups, funnel, baujat, "
        "cumulative, multiverse or prior, as KIND or in the name",
    )  # fmt: skip
    p.add_argument(
        "--plot-width", type=int, default=760, metavar="PIXELS", help="760 suits a page (default), 380 a phone"
    )
    p.add_argument("--format", choices=("text", "json", "html"), default="text", help="default: text")
    p.add_argument("-o", "--output", metavar="FILE", help="write the report to FILE instead of the terminal")
    p.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read, analyse, draw, write."""
    from stemwise.pool_command.analysis import Settings, analyse
    from stemwise.pool_command.figures import draw, plan
    from stemwise.pool_command.json_form import as_json
    from stemwise.pool_command.page import as_html
    from stemwise.pool_command.text import as_text
    from stemwise.tables import read_table

    plots = plan(args.plot)
    if not 240 <= args.plot_width <= 4000:
        raise InputError(
            f"a plot {args.plot_width} wide cannot be read", "give 240 to 4000: 760 suits a page, 360 a phone"
        )
    if args.mcid is not None and not isfinite(args.mcid):
        raise InputError(f"--mcid {args.mcid} is no number", "give the smallest difference that matters, such as 2.7")
    settings = Settings(
        measure=args.measure, columns=pairs(args.columns), method=args.method, test=args.test, level=args.level, by=args.by,
        mods=tuple(m.strip() for m in (args.mods or "").split(",") if m.strip()), zero=args.zero, add=args.add,
        prior=args.prior, mcid=args.mcid,
    )  # fmt: skip
    found = analyse(read_table(args.table, sheet=args.sheet), settings)
    for kind, place in plots:
        write_plot(draw(found, kind, args.plot_width), place)
    form = {"text": as_text, "json": as_json, "html": as_html}[args.format]
    return deliver(form(found), args)


def pairs(given: list[str]) -> dict[str, str]:
    """``ROLE=NAME,ROLE=NAME`` as a mapping."""
    out: dict[str, str] = {}
    for part in (p for text in given for p in text.split(",") if p.strip()):
        role, sign, name = part.partition("=")
        if not sign or not role.strip() or not name.strip():
            raise InputError(f"--columns {part!r} names no column", "write ROLE=NAME, such as yi=effect,vi=variance")
        out[role.strip()] = name.strip()
    return out


def write_plot(figure: str, output: str) -> None:
    """An SVG as it is, or drawn as PNG where the name says so."""
    if Path(output).suffix.lower() != ".png":
        write(figure, output)
        return
    from stemwise.plots.png import as_png

    write(as_png(figure), output)
