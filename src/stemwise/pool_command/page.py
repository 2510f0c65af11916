"""The report as one HTML file that needs nothing else: plots inside, no script, no link to anywhere."""

from __future__ import annotations

from stemwise import __version__
from stemwise.plots.svg import esc
from stemwise.pool_command.analysis import Analysis
from stemwise.pool_command.figures import caption, draw, possible
from stemwise.pool_command.sections import Section, sections_of

STYLE = """
:root{color-scheme:light dark;--line:#8886;--soft:#8881;--warn:#d9730d}
body{font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;max-width:50rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin:2rem 0 .4rem}
table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:.3rem .5rem;border-bottom:1px solid var(--line);vertical-align:top}
th:first-child,td:first-child{text-align:left}
.facts td,.facts th{text-align:left}.wide{overflow-x:auto}
.notes li{margin:.35rem 0}.notes .w{border-left:4px solid var(--warn);padding-left:.6rem;list-style:none;margin-left:-1.2rem}
figure{margin:1rem 0}figure svg{max-width:100%;height:auto}figcaption{font-size:.88rem;opacity:.8}
.narrow{display:none}
blockquote{margin:.4rem 0;padding:.6rem .9rem;background:var(--soft);border-radius:.4rem}
footer{margin-top:2.5rem;font-size:.85rem;opacity:.75}
@media (max-width:620px){.broad{display:none}.narrow{display:block}}
@media print{.narrow{display:none}.broad{display:block}}
"""


def as_html(a: Analysis) -> str:
    """One self-contained page, legible on a phone and in print."""
    k = a.studies.k
    name = f"{a.scale.name.capitalize()}: {a.source}, {k} {'study' if k == 1 else 'studies'}"
    parts = {s.title: s for s in sections_of(a)}
    body = [f"<h1>{esc(name)}</h1>"]
    for s in parts.values():
        body.append(_part(s))
        if s.title == "Studies":
            body.append(_figure(a, "forest"))
    others = [kind for kind in possible(a) if kind != "forest"]
    if others:
        body.append("<h2>More plots</h2>")
        body += [_figure(a, kind) for kind in others]
    body.append(f"<footer>Made with stemwise {esc(__version__)}.</footer>")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{esc(name)}</title><style>{STYLE}</style></head>\n<body>" + "\n".join(body) + "</body></html>"
    )


def _figure(a: Analysis, kind: str) -> str:
    broad, narrow = draw(a, kind, 760), draw(a, kind, 360)
    words = esc(caption(a, kind))
    return (
        f'<figure id="{kind}"><div class="broad">{broad}</div><div class="narrow">{narrow}</div>'
        f"<figcaption>{words}</figcaption></figure>"
    )


def _part(s: Section) -> str:
    out = [f'<section class="{esc(s.kind)}"><h2>{esc(s.title)}</h2>']
    if s.kind == "notes":
        items = "".join(f"<li{' class=w' if x.startswith('Warning') else ''}>{esc(x)}</li>" for x in s.lines)
        out.append(f"<ul>{items}</ul>")
    elif s.kind in ("methods", "results"):
        out += [f"<blockquote>{esc(x)}</blockquote>" for x in s.lines]
    else:
        out += [f"<p>{esc(x)}</p>" for x in s.lines]
    if s.rows:
        head = f"<thead><tr>{''.join(f'<th>{esc(c)}</th>' for c in s.head)}</tr></thead>" if s.head else ""
        rows = "".join(f"<tr>{''.join(f'<td>{esc(c)}</td>' for c in r)}</tr>" for r in s.rows)
        out.append(f'<div class="wide"><table>{head}<tbody>{rows}</tbody></table></div>')
    out += [f"<p>{esc(x)}</p>" for x in s.after]
    return "".join(out) + "</section>"
