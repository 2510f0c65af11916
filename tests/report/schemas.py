"""The published JSON Schemas, derived from the result types: ``python -m tests.report.schemas`` writes ``docs/schema``.

Derived, so that a field added to a result cannot be missing from its schema. What the types do not say (the shape of a
page's JSON, where records are named by id) is written here by hand.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import json
import types
import typing
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from stemwise.answer import explain as explain_module
from stemwise.answer import model as answer_model
from stemwise.claims import model as claims_model
from stemwise.evidence import knowledge
from stemwise.evidence.model import Design, Source, Study
from stemwise.question import Question
from stemwise.report.json import SAID_ABOVE, TABLES
from stemwise.report.plain import LEFT_OUT, PAIRS, TERM_FIELDS
from stemwise.terms import Term
from stemwise.verdict.model import SHOWN_AS, Grade, Reading, VerdictValue

FOLDER = Path(__file__).parents[2] / "docs" / "schema"
Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
DATE: Schema = {"type": "string", "pattern": r"^(\d{4}-\d\d-\d\d)?$", "description": "ISO date; empty where unknown."}


def array(items: Schema, description: str = "") -> Schema:
    return {"type": "array", "items": items} | ({"description": description} if description else {})


def texts(description: str = "") -> Schema:
    return array(TEXT, description)


def record(properties: dict[str, Schema], description: str = "", optional: tuple[str, ...] = ()) -> Schema:
    """An object with these fields; further ones may be added within a schema version."""
    head: Schema = {"description": description} if description else {}
    required = [name for name in properties if name not in optional]
    return {**head, "type": "object", "required": required, "properties": properties}


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def enum(literal: Any, description: str = "") -> Schema:
    return {"enum": list(typing.get_args(literal))} | ({"description": description} if description else {})


BY_CONDITION = "For a word for several conditions: each one's own; nothing is then told of them together."


class Definitions:
    """``$defs``, filled as types are met."""

    def __init__(self) -> None:
        self.found: dict[str, Schema] = {}

    def of(self, kind: Any) -> Schema:
        """The schema of one type annotation."""
        origin, args = typing.get_origin(kind), typing.get_args(kind)
        if kind is float:
            return {"type": ["number", "null"]}
        if kind in (str, int, bool, type(None)):
            return {"type": {str: "string", int: "integer", bool: "boolean", type(None): "null"}[kind]}
        if origin is typing.Literal:
            return {"enum": list(args)}
        if origin in (typing.Union, types.UnionType):
            parts = [self.of(a) for a in args]
            return (
                {"type": ["number", "null"]}
                if parts == [{"type": ["number", "null"]}, {"type": "null"}]
                else {"anyOf": parts}
            )
        if origin is tuple and args[-1] is Ellipsis:
            return array(self.of(args[0]))
        if origin is tuple:
            return {
                "type": "array",
                "prefixItems": [self.of(a) for a in args],
                "minItems": len(args),
                "maxItems": len(args),
            }
        if is_dataclass(kind):
            return self._record(kind)
        raise TypeError(f"no schema for {kind}")

    def name(self, cls: Any) -> str:
        return str(cls.__name__)

    def _record(self, cls: Any) -> Schema:
        name = self.name(cls)
        if name not in self.found:
            self.found[name] = {}
            self.found[name] = self._made(cls)
        return ref(name)

    def _made(self, cls: Any) -> Schema:
        if cls is Study:
            return self._study()
        hints, told = typing.get_type_hints(cls), attribute_docs(cls)
        names = TERM_FIELDS if cls is Term else tuple(f.name for f in fields(cls) if f.name not in LEFT_OUT)
        shown = {}
        for name in names:
            schema = self._pairs(cls, name, hints[name]) if (cls.__name__, name) in PAIRS else self.of(hints[name])
            shown[name] = {"description": told[name], **schema} if name in told else schema
        if cls is answer_model.EffectAnswer:
            shown["by_condition"] = self.of(tuple[answer_model.Part, ...]) | {"description": BY_CONDITION}
        if cls is answer_model.Answer:
            shown = {("effect" if k == "effects" else k): v for k, v in shown.items()}
            shown["effect"] = {"anyOf": [self.of(answer_model.EffectAnswer), {"type": "null"}]}
        return record(shown, first_line(cls))

    def _pairs(self, cls: Any, name: str, hint: Any) -> Schema:
        inner = typing.get_args(typing.get_args(hint)[0])
        names = PAIRS[cls.__name__, name]
        return array(record({n: self.of(kind) for n, kind in zip(names, inner, strict=True)}))

    def _study(self) -> Schema:
        whole: Schema = {"type": ["integer", "null"]}
        rows = {
            "id": TEXT, "label": TEXT, "condition": TEXT, "design": enum(Design), "year": whole, "n": whole, "title": TEXT,
            "journal": TEXT, "identifiers": texts("DOI, PMID, PMC id and registry ids."), "seen_at": TEXT, "summary": TEXT,
            "unreported": {"type": "boolean"},
            "told": texts("In a page's evidence only: what is told of the result in words, as printed."),
        }  # fmt: skip
        return record(
            rows, "A study in short; `stemwise evidence show ID --format json` has the whole record.", ("told",)
        )


class PageDefinitions(Definitions):
    """As results stand in a page's JSON: in place of a record its id. What holds a record anywhere is named Page...."""

    def __init__(self, whole: Definitions) -> None:
        self.whole, self.found = whole, whole.found

    def name(self, cls: Any) -> str:
        return f"Page{cls.__name__.removesuffix('Answer') or 'Answer'}"

    def of(self, kind: Any) -> Schema:
        if kind in TABLES:
            return {**TEXT, "description": f"Id in `evidence.{TABLES[kind]}`."}
        return super().of(kind) if holds_record(kind) or not is_dataclass(kind) else self.whole.of(kind)

    def _made(self, cls: Any) -> Schema:
        made = super()._made(cls)
        for name in {answer_model.Answer: SAID_ABOVE, answer_model.EffectAnswer: ("pools",)}.get(cls, ()):
            del made["properties"][name]
            made["required"].remove(name)
        if cls is answer_model.EffectAnswer:
            made["properties"]["apart"] = texts(
                "Ids of studies without a fair comparison: `stemwise evidence show ID`."
            )
        return made

    def _pairs(self, cls: Any, name: str, hint: Any) -> Schema:
        if PAIRS[cls.__name__, name][0] != "study":
            return super()._pairs(cls, name, hint)
        return texts("Ids in `evidence.studies`, where what is `told` of them stands.")


def holds_record(kind: Any, met: frozenset[Any] = frozenset()) -> bool:
    """Whether a record stands anywhere in results of this type."""
    if kind in TABLES:
        return True
    if kind in met:
        return False
    inner = typing.get_type_hints(kind).values() if is_dataclass(kind) else typing.get_args(kind)
    return any(holds_record(k, met | {kind}) for k in inner)


def first_line(cls: Any) -> str:
    return (inspect.getdoc(cls) or "").split("\n\n")[0].replace("\n", " ").replace("``", "")


def attribute_docs(cls: Any) -> dict[str, str]:
    """The texts that stand below fields in a class."""
    body = ast.parse(inspect.getsource(cls)).body[0].body  # type: ignore[attr-defined]
    found = {}
    for before, node in itertools.pairwise(body):
        if isinstance(before, ast.AnnAssign) and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found[before.target.id] = " ".join(str(node.value.value).split()).replace("``", "")  # type: ignore[union-attr]
    return found


def head(name: str, title: str, description: str) -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:stemwise:schema:{name}", "title": title,
        "description": description,
    }  # fmt: skip


TOP: dict[str, Schema] = {
    "schema": {"const": 1, "description": "Version of this format."},
    "stemwise": record(
        {"version": TEXT, "evidence_date": DATE, "evidence_hash": {"type": "string", "pattern": "^([0-9a-f]{16})?$"}},
        "What made the report: the program's version, the date up to which evidence was sought, a hash over all records.",
    ),
    "notice": texts("The sentences that protect: show them wherever the report is shown."),
}


def explain_schema() -> Schema:
    defs = Definitions()
    defs.of(explain_module.Explanation)
    whole = defs.found.pop("Explanation")
    rows = {k: v for k, v in whole["properties"].items() if k not in ("evidence_date", "evidence_hash")}
    made = record({**TOP, **rows})
    text = "A therapy explained: `stemwise explain CONDITION --format json`. Numbers that cannot be given are null."
    return {**head("explain-1", "stemwise explain", text), **made, "$defs": dict(sorted(defs.found.items()))}


def check_schema() -> Schema:
    defs = Definitions()
    made = record({**TOP, **page_rows(defs)})
    text = (
        "A page weighed: `stemwise check SOURCE --format json`. Offsets count Unicode code points of `document.text`, from 0; "
        "`document.text[start:end]` is the claim. Numbers that cannot be given are null."
    )
    return {**head("check-1", "stemwise check", text), **made, "$defs": dict(sorted(defs.found.items()))}


def ask_schema() -> Schema:
    defs = Definitions()
    page = record({**TOP, **page_rows(defs)})
    defs.found["Page"] = page
    rows = {
        **TOP,
        "text": TEXT,
        "lead": texts(
            "Sentences that come before all else: where to go when ill, the answer in short, what cannot be said."
        ),
        "rests": {
            "type": "array",
            "items": {"anyOf": [defs.of(knowledge.Fact), defs.of(knowledge.SeriousCase)]},
            "description": "Facts and cases of the base on which the sentences on illness and danger rest.",
        },
        "question": {"anyOf": [defs.of(Question), {"type": "null"}]},
        "answer": {"anyOf": [defs.of(answer_model.Answer), {"type": "null"}]},
        "page": {"anyOf": [ref("Page"), {"type": "null"}], "description": "As `stemwise check` gives it."},
    }
    text = '`stemwise ask "SENTENCE" --format json`: a question has `question` and `answer`, a claim has `page`.'
    return {**head("ask-1", "stemwise ask", text), **record(rows), "$defs": dict(sorted(defs.found.items()))}


def page_rows(defs: Definitions) -> dict[str, Schema]:
    defs.found["Claim"] = claim(defs)
    document = {
        "source": {**TEXT, "description": "Path, address or `-`."}, "title": TEXT, "date": TEXT,
        "text": {**TEXT, "description": "The text that was read from the page; all offsets refer to it."},
        "notes": texts("What a reader should know of the reading: cut pages, unreadable parts."),
    }  # fmt: skip
    return {
        "document": record(document),
        "reading_limit": {**TEXT, "description": "How often the reader of pages is wrong, as measured on real ones."},
        "grade": record({"value": enum(Grade), "why": TEXT}, "The page as a whole."),
        "claims": array(ref("Claim"), "In the order of the page."),
        "red_flags": array(defs.of(claims_model.RedFlag), "Each kind once; 0 to 1 stands for the page as a whole."),
        "questions": texts("Questions to ask the provider, each called for by something on the page."),
        "evidence": evidence(defs),
    }


def claim(defs: Definitions) -> Schema:
    asked = {
        **{name: {**TEXT, "description": "Term id; empty: any."} for name in ("condition", "cell")},
        "source": {**TEXT, "description": "Tissue the cells come from, where the kind of cell says so."},
        "donor": {**TEXT, "description": "autologous, allogeneic or sibling; empty where not said."},
        "route": {**TEXT, "description": "Route ids, joined by +."},
        "outcome": {**TEXT, "description": "Term id of an outcome."},
        "months": {"type": ["number", "null"], "description": "Months after treatment."},
    }
    source = {**defs_source(defs), "label": TEXT, "study": {**TEXT, "description": "Id of the study, or empty."}}
    rows: dict[str, Schema] = {
        "id": TEXT,
        "text": {**TEXT, "description": "Exactly `document.text[start:end]`."},
        "start": {"type": "integer", "minimum": 0},
        "end": {"type": "integer", "minimum": 0},
        "kind": enum(claims_model.ClaimKind),
        "question": record(asked, "What the claim is about, with what is carried over from the sentences around it."),
        "quantity": array(defs.of(claims_model.Quantity), "Numbers the claim rests on."),
        "strength": enum(claims_model.Strength),
        "direction": enum(claims_model.Direction),
        "verdict": enum(VerdictValue),
        "shown_as": {"enum": list(SHOWN_AS.values()), "description": "The verdict as readers see it: show this one."},
        "reading": {
            "enum": [*typing.get_args(Reading), None],
            "description": "How surely the sentence was read as the verdict takes it; null where nothing is judged.",
        },
        "rule": {**TEXT, "description": "Id of the rule that decided (docs/how-a-verdict-is-made.md)."},
        "why": {**TEXT, "description": "The reason, written from the numbers."},
        "certainty": {
            **enum(answer_model.CertaintyLevel),
            "description": "Of the pooled effect; none: nothing was pooled.",
        },
        "answer": PageDefinitions(defs).of(answer_model.Answer),
        "studies": texts("Ids of the studies the verdict rests on."),
        "sources": array(record(source), "Where what is said was published and seen."),
    }
    return record(rows, "One claim with its verdict.")


def defs_source(defs: Definitions) -> dict[str, Schema]:
    defs.of(Source)
    return dict(defs.found["Source"]["properties"])


def evidence(defs: Definitions) -> Schema:
    rows = {name: {"type": "object", "additionalProperties": defs.of(kind)} for kind, name in TABLES.items()}
    return record(rows, "The records that the answers name, by id, each once.")


def closed(schema: Any) -> Any:
    """The same schema with no room for fields it does not name: for tests."""
    if isinstance(schema, list):
        return [closed(x) for x in schema]
    if not isinstance(schema, dict):
        return schema
    made = {k: closed(v) for k, v in schema.items()}
    if made.get("type") == "object" and "properties" in made:
        made.setdefault("additionalProperties", False)
    return made


SCHEMAS = {"check-1": check_schema, "explain-1": explain_schema, "ask-1": ask_schema}


def text(name: str) -> str:
    return json.dumps(SCHEMAS[name](), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name in SCHEMAS:
        (FOLDER / f"{name}.json").write_text(text(name), encoding="utf-8")
