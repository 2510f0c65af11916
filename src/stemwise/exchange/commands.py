"""``stemwise evidence import | export | reproduce | map | bias | flow``: parsers, and what each prints or writes."""

from __future__ import annotations

import argparse
from typing import Any

from stemwise.course.commands import opened
from stemwise.errors import InputError
from stemwise.output import deliver, write

EXPORTS = ("csv", "parquet", "bibtex", "csl")


def add_parts(parts: Any) -> None:
    """Add the parts to the subparsers of ``stemwise evidence``; each sets ``run``, a function from arguments to exit code."""
    p = parts.add_parser("import", help="drafts from ClinicalTrials.gov JSON, PubMed, RIS, RevMan 5 or a sheet")
    p.add_argument("file", help="a .json, .xml, .nbib, .ris, .rm5, .csv, .tsv or .xlsx file")
    p.add_argument(
        "-o", "--output", dest="folder", metavar="DIR", default=".", help="folder for the drafts (default: here)"
    )
    _evidence_option(p)
    p.set_defaults(run=_import)

    p = parts.add_parser("export", help="every value with its source, or references, for other programs")
    p.add_argument("condition", nargs="?", default="", help="only this condition")
    p.add_argument("--format", choices=EXPORTS, default="csv", help="values (csv, parquet) or references (bibtex, csl)")
    p.add_argument("--drafts", action="store_true", help="imported drafts too, marked")
    p.add_argument("-o", "--output", metavar="FILE", help="write to FILE (needed for parquet)")
    _evidence_option(p)
    p.set_defaults(run=_export)

    p = parts.add_parser("reproduce", help="published pooled results beside ours, and why they differ")
    p.add_argument("review", nargs="?", default="", help="only this review (its id)")
    _shown(p, ("text", "json"))
    p.set_defaults(run=_reproduce)

    p = parts.add_parser("map", help="which cells were studied in which condition, and how sure the answer is")
    _shown(p, ("text", "json", "svg"))
    p.set_defaults(run=_map)

    p = parts.add_parser("bias", help="risk of bias of a condition's controlled studies, as a figure (SVG)")
    p.add_argument("condition", help="the condition whose studies are shown")
    p.add_argument("-o", "--output", metavar="FILE", help="write to FILE")
    _evidence_option(p)
    p.set_defaults(run=_bias)

    p = parts.add_parser("flow", help="from searches to pools: a PRISMA-style account")
    p.add_argument("condition", nargs="?", default="", help="only this condition")
    _shown(p, ("text", "svg"))
    p.set_defaults(run=_flow)


def _shown(p: argparse.ArgumentParser, formats: tuple[str, ...]) -> None:
    p.add_argument("--format", choices=formats, default="text", help="how it is written (default: text)")
    p.add_argument("-o", "--output", metavar="FILE", help="write to FILE")
    _evidence_option(p)


def _evidence_option(p: argparse.ArgumentParser) -> None:
    p.add_argument("--evidence", metavar="DIR", help="lay your own records (TOML) over the evidence base")


def _import(args: argparse.Namespace) -> int:
    from stemwise.exchange.imports import import_file, write_drafts

    found = import_file(args.file, library=opened(args.evidence))
    written = write_drafts(found.drafts, args.folder)
    lines = [
        f"{len(written)} draft{'s' if len(written) != 1 else ''} from {args.file} ({found.kind}), never pooled until confirmed:"
    ]
    for place, draft in zip(written, found.drafts, strict=True):
        results, harms = (len(draft.record.get(k, ())) for k in ("results", "harms"))
        lines.append(f"{place}: {draft.record['label']}, {results} results, {harms} harms")
        lines += [f"  not seen: {r}" for r in draft.remarks[:6]]
        lines += [f"  and {len(draft.remarks) - 6} more, in not_seen"] if len(draft.remarks) > 6 else []
    lines.append(f"To confirm one: check it against its source, mend it, take out `draft = true`; then "
                 f"`stemwise evidence check {args.folder}`.")  # fmt: skip
    write("\n".join(lines))
    return 0


def _export(args: argparse.Namespace) -> int:
    from stemwise.exchange.export import export

    if args.format == "parquet" and args.output is None:
        raise InputError("Parquet is not written to the terminal", "give a file with -o FILE")
    found = export(opened(args.evidence), args.format, args.condition, drafts=args.drafts)
    return deliver(found, args)


def _reproduce(args: argparse.Namespace) -> int:
    from stemwise.exchange.reproduce import page, reproduce

    found = reproduce(opened(args.evidence), args.review)
    return deliver(page.as_json(found) if args.format == "json" else page.as_text(found), args)


def _map(args: argparse.Namespace) -> int:
    from stemwise.exchange.gapmap import evidence_map

    found = evidence_map(opened(args.evidence))
    text = {"text": found.as_text, "json": found.as_json, "svg": found.as_svg}[args.format]()
    return deliver(text, args)


def _bias(args: argparse.Namespace) -> int:
    from stemwise.exchange.bias_figure import bias_svg

    write(bias_svg(opened(args.evidence), args.condition), args.output, machine=True)
    return 0


def _flow(args: argparse.Namespace) -> int:
    from stemwise.exchange import flow

    make = flow.as_svg if args.format == "svg" else flow.as_text
    return deliver(make(opened(args.evidence), args.condition), args)
