"""A room imports only from floors below its own, and no circle appears."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "src" / "stemwise"
FLOOR = {
    "errors": 0, "collector": 0, "output": 0.1, "content": 0.1, "terms": 0.2, "synthesis": 0.2, "tables": 0.2, "reading": 0.2,
    "question": 1,
    "plots": 1, "evidence": 2, "claims": 2, "course": 2.5, "answer": 3, "trials": 3, "exchange": 3.3, "pool_command": 3.5,
    "verdict": 4, "asked": 4.5,
    "report": 5, "api": 6, "cli": 7, "__main__": 8, "__init__": 8,
}  # fmt: skip


def imports() -> list[tuple[str, str, str]]:
    found = []
    for path in ROOT.rglob("*.py"):
        room = path.relative_to(ROOT).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("stemwise"):
                names = [node.module] if node.module != "stemwise" else [f"stemwise.{a.name}" for a in node.names]
            elif isinstance(node, ast.Import):
                names = [a.name for a in node.names if a.name.startswith("stemwise.")]
            found += [(room, n.split(".")[1], str(path.relative_to(ROOT))) for n in names if "." in n]
    return found


def test_every_room_has_a_floor() -> None:
    rooms = {
        p.name.removesuffix(".py")
        for p in ROOT.iterdir()
        if p.suffix == ".py" or (p.is_dir() and (p / "__init__.py").exists())
    }
    assert rooms == FLOOR.keys(), rooms ^ FLOOR.keys()


@pytest.mark.parametrize(("room", "used", "file"), [i for i in imports() if i[0] != i[1]])
def test_imports_go_down(room: str, used: str, file: str) -> None:
    if used != "__version__":
        assert FLOOR[used] < FLOOR[room], f"{file} ({room}) imports {used}"
