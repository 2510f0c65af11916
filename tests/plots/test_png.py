"""Figures as PNG: real pixels, words on them, and one line where they cannot be made."""

from __future__ import annotations

import builtins
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from stemwise.errors import InputError
from stemwise.plots import png, svg
from stemwise.plots.forest import forest_svg
from stemwise.plots.model import Forest, Row

pytest.importorskip("resvg_py")


def pixels(data: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and rows of an 8-bit RGBA PNG, by its specification (ISO/IEC 15948)."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed, wide, high = 8, b"", 0, 0
    while at < len(data):
        (size,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            wide, high, depth, colour = struct.unpack(">IIBB", body[:10])
            assert (depth, colour) == (8, 6)
        elif kind == b"IDAT":
            packed += body
        at += size + 12
    raw, stride, rows, before = zlib.decompress(packed), 4 * wide, [], bytes(4 * wide)
    for y in range(high):
        how, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        for i in range(stride):
            left, up, corner = (line[i - 4], before[i], before[i - 4]) if i > 3 else (0, before[i], 0)
            near = left + up - corner
            paeth = min((abs(near - left), 0, left), (abs(near - up), 1, up), (abs(near - corner), 2, corner))[2]
            line[i] = (line[i] + (0, left, up, (left + up) // 2, paeth)[how]) & 255
        before = bytes(line)
        rows.append(before)
    return wide, high, rows


def ink(data: bytes) -> int:
    """Number of pixels darker than mid-grey."""
    _, _, rows = pixels(data)
    return sum(row[i] < 128 for row in rows for i in range(0, len(row), 4))


def words(text: str) -> str:
    return svg.figure([svg.text(5, 20, text)], 120, 30, title="words")


def test_words_are_drawn_and_the_figure_has_room_about_it() -> None:
    data = png.as_png(words("0.69 (−0.5 to ≥2 τ²)"), density=1.0)
    wide, high, rows = pixels(data)
    assert (wide, high) == (120 + 2 * png.MARGIN, 30 + 2 * png.MARGIN)
    assert ink(data) > 150
    assert ink(png.as_png(words(""), density=1.0)) == 0
    assert all(byte == 255 for byte in rows[0])


def test_each_sign_a_figure_uses_has_a_glyph() -> None:
    # A missing glyph is drawn as nothing or as the same box for every sign.
    drawn = {sign: png.as_png(words(sign), density=1.0) for sign in "−≥≤τ²–…←→"}
    assert len(set(drawn.values())) == len(drawn)
    assert all(ink(data) > 0 for data in drawn.values())


def test_density_is_pixels_to_a_unit() -> None:
    assert pixels(png.as_png(words("x"), density=2.0))[0] == 2 * (120 + 2 * png.MARGIN)


def test_save_goes_by_the_name(tmp_path: Path) -> None:
    f = Forest(title="t", measure="SMD", rows=(Row("A 2001", 0.1, -0.2, 0.4),), better="")
    figure = forest_svg(f, width=360)
    png.save(figure, tmp_path / "a.png")
    png.save(figure, tmp_path / "a.svg")
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == figure
    assert ink((tmp_path / "a.png").read_bytes()) > 1000
    with pytest.raises(InputError, match="no name of a figure"):
        png.save(figure, tmp_path / "a.gif")


def test_without_the_package_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "resvg_py":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match="pip install resvg-py"):
        png.as_png(words("x"))


def test_a_machine_without_fonts_is_told_so() -> None:
    class Bare:
        @staticmethod
        def svg_to_bytes(**_: Any) -> bytes:
            return b"blank"

    with pytest.raises(InputError, match="no font"):
        png._family(Bare)
