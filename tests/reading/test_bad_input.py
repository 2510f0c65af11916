"""Whatever cannot be read: one line that names what is wrong and how to mend it."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from stemwise.errors import InputError
from stemwise.reading import read
from stemwise.reading.language import other_language
from stemwise.reading.limits import MAX_BYTES

from .make_pdf import make_pdf

GERMAN = (
    "Die Stammzelltherapie ist eine Behandlung, bei der die Zellen aus der Nabelschnur in das Blut des Kindes gegeben"
    " werden. Sie soll die Entzündung im Gehirn hemmen und wird auch von vielen Eltern als Hoffnung gesehen, aber es"
    " gibt noch nicht genug Studien, die das auch für ältere Kinder zeigen."
)
SPANISH = (
    "La terapia con células madre es un tratamiento para los niños con parálisis cerebral en el que las células del"
    " cordón se dan por la vena. Los médicos dicen que no hay riesgos para el paciente, pero los estudios son pocos y"
    " todavía no se sabe si el efecto es más grande que el de la fisioterapia."
)
GERMAN_CLAIM = "Stammzellen verbessern die Motorik bei Kindern mit Zerebralparese in 12 % der Fälle.\n"
RUSSIAN = "Стволовые клетки помогают детям с церебральным параличом восстановить движения."
FINNISH = "Kantasoluhoito on kokeellinen menetelmä. Solut annetaan lapselle suonensisäisesti sairaalassa. " * 12


def message(source: str, **more: object) -> str:
    with pytest.raises(InputError) as caught:
        read(source, **more)  # type: ignore[arg-type]
    text = str(caught.value)
    assert "\n" not in text
    assert caught.value.remedy
    return text


def of_bytes(data: bytes) -> str:
    return message("-", stdin=io.BytesIO(data))


def test_missing_file_and_directory(tmp_path: Path) -> None:
    assert "there is no file" in message(str(tmp_path / "none.html"))
    assert "https://www.clinic.example/page" in message("www.clinic.example/page")
    assert "is a directory" in message(str(tmp_path))
    assert "no file is named" in message("")
    assert "cannot be read" in message("a\0b")


@pytest.mark.parametrize(
    ("name", "address"),
    [("no.xlsx", False), ("no.html", False), ("no.docx", False), ("a.b.pdf", False), ("1.5", False),
     ("clinic.example", True), ("www.clinic.example/page.html", True), ("clinic.co.uk", True), ("clinic.example:8080", True)],
)  # fmt: skip
def test_only_what_may_be_an_address_is_taken_for_one(name: str, address: bool) -> None:
    assert (f"https://{name}" in message(name)) is address


@pytest.mark.parametrize("data", [b"", b" \n\t", b"<html><body><script>x()</script></body></html>", b"\xef\xbb\xbf"])
def test_empty_pages(data: bytes) -> None:
    assert "empty" in of_bytes(data) or "no text" in of_bytes(data)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (bytes(range(256)) * 40, "NUL"),
        (b"text with a \0 in it", "NUL"),
        (b"\x01\x02\x03\x04\x05\x06\x07" * 200, "binary"),
        (b"PK\x03\x04" + b"x" * 100, "zip archive"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "picture"),
        (b"{\\rtf1 cells}", "rich-text"),
        (b"\x1f\x8b\x08" + b"x" * 30, "gzip"),
    ],
)
def test_binary_junk(data: bytes, problem: str) -> None:
    assert problem in of_bytes(data)


def test_random_bytes_never_crash() -> None:
    begins = (
        b"",
        b"%PDF-1.4\n",
        b"<!doctype html><body>",
        b"<p>Cells.</p>",
        b"\xef\xbb\xbf<html>",
        b"\xff\xfe",
        b"<?xml version='1.0'?>",
    )
    for seed in range(60):
        draw = random.Random(seed)
        junk = draw.randbytes(400) if seed % 2 else "".join(draw.choices("<>/&;=\"' aé\ufffdp", k=400)).encode()
        with suppress(InputError):
            read("-", stdin=io.BytesIO(draw.choice(begins) + junk))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "German"),
        (SPANISH, "Spanish"),
        (RUSSIAN, "Russian"),
        (FINNISH, "unknown"),
        (GERMAN_CLAIM * 40, "German"),
        ("Les cellules souches améliorent la motricité des enfants dans 12 % des cas.\n" * 40, "French"),
        ("Las células madre mejoran la función motora en el 12 % de los pacientes.\n" * 40, "Spanish"),
        ("As células-tronco melhoram a função motora em 12 % dos pacientes.\n" * 40, "Portuguese"),
        ("Le cellule staminali migliorano la funzione motoria nel 12 % dei pazienti.\n" * 40, "Italian"),
        ("Stamcellen zijn veilig en verbeteren de motoriek bij 12 % van het aantal kinderen.\n" * 40, "Dutch"),
        ("Komórki macierzyste są bezpieczne i nie szkodzą, jak się okazało na oddziale.\n" * 20, "Polish"),
        ("Kök hücre tedavisi güvenli bir yöntemdir ve çocuklarda daha çok işe yarar.\n" * 20, "Turkish"),
        ("الخلايا الجذعية تساعد الأطفال على المشي. " * 10, "Arabic"),
        ("干细胞治疗脑瘫的效果" * 5, "Chinese"),
    ],
)
def test_other_languages(text: str, language: str) -> None:
    found = of_bytes(text.encode())
    assert language in found
    assert "English" in found


@pytest.mark.parametrize(
    "text",
    [
        "Stem cells: safe.",
        "Stem cells improve motor function in cerebral palsy in 12% of patients.\n" * 40,
        "".join(f"Patient {i}\tGMFM-66\t{i % 7} points\tMüller\n" for i in range(9_000)),
        "Walking: improved. Talking: improved. Sleep: improved. Spasticity: reduced. " * 50,
        "IV, IM, IT. Umbilical cord; bone marrow; adipose tissue. CD34, CD133. " * 50,
        "Clinics: Los Angeles, El Paso, Las Vegas, San Juan, Den Haag, Des Moines. Cells given. " * 5,
        "Mesenchymal stem cells\nUmbilical cord\nIntrathecal injection\nGMFM-66\n",
        "Dr. Müller und Kollegen (Über die Wirkung der Zellen, 2016) showed that the cells are safe and that the"
        " children who had them were better than those who did not; this was also seen by García and her team.",
    ],
)
def test_english_is_let_through(text: str) -> None:
    assert other_language(text) == ""


def test_encodings() -> None:
    page = "Die Klinik says: “the cells are safe for your child’s brain” – and the café is on the first floor."
    for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        assert read("-", stdin=io.BytesIO(page.encode(codec))).text == page
    declared = f'<html><head><meta charset="windows-1252"></head><body><p>{page}</p></body></html>'.encode("cp1252")
    assert page in read("-", stdin=io.BytesIO(declared)).text
    wrong = declared.replace(b"windows-1252", b"utf-8")  # declared wrongly: found by charset-normalizer
    document = read("-", stdin=io.BytesIO(wrong))
    assert "safe for your child" in document.text
    assert any("encoding" in note for note in document.notes)


def test_huge_input_is_not_read_whole(tmp_path: Path) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"the cells " * (size // 10)

    endless = Endless()
    assert "larger than 10 MB" in message("-", stdin=endless)
    assert endless.given < MAX_BYTES + 200_000
    sparse = tmp_path / "page.html"
    with sparse.open("wb") as file:
        file.truncate(200_000_000)
    started = time.perf_counter()
    assert "larger than" in message(str(sparse))
    assert time.perf_counter() - started < 8


def tagged(attributes: int, before: str = "") -> bytes:
    names = " ".join(f"data-x{i}=1" for i in range(attributes))
    return f"<html><body>{before}<p {names}>The cells are safe for the child.</p></body></html>".encode()


@pytest.mark.parametrize("before", ["", '<!-- <a " -->', "<script>'<p</script>", '<p title=">">', "<div>" * 300])
def test_a_tag_with_very_many_attributes_is_refused_at_once(before: str) -> None:
    """libxml2 takes a minute for the largest of them."""
    for attributes in (201, 40_000, 200_000):
        started = time.process_time()
        assert "more than 200 attributes" in of_bytes(tagged(attributes, before))
        assert time.process_time() - started < 3


def test_tags_with_many_attributes_are_read() -> None:
    assert "safe for the child" in read("-", stdin=io.BytesIO(tagged(200))).text


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no such device here")
def test_endless_device() -> None:
    assert "a pipe or a device" in message("/dev/zero")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipe_that_no_one_writes_to(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    os.mkfifo(path)
    assert "a pipe or a device" in message(str(path))


def test_too_much_text() -> None:
    assert "1,000,000 characters" in of_bytes(b"the cells are safe. " * 60_000)


def test_other_schemes() -> None:
    for source in ("ftp://clinic.example/x", "file:///etc/hosts", "gopher://clinic.example"):
        assert "only http" in message(source)


# --- PDF

LINES = ["Stem cells for cerebral palsy", "", "The cells are given by vein and they are safe for the child."]


def test_pdf(tmp_path: Path) -> None:
    running = "Harbour Light brochure"
    page = [
        running,
        "The treatment with cord cells is given over several weeks and has been shown to be with-",
        "out any risk for the children who were treated at our centre in the last ten years.",
        "- better sleep",
        "- more words",
    ]
    path = tmp_path / "brochure.pdf"
    path.write_bytes(
        make_pdf([page, [running, *LINES], [running, "Final words of the brochure are here."]], title="Our cells")
    )
    document = read(str(path))
    assert (document.media, document.title, document.date) == ("pdf", "Our cells", "2025-03-04")
    assert running not in document.text
    shown = [(b.kind, document.text[b.start : b.end]) for b in document.blocks]
    assert shown[0][0] == "paragraph"
    assert "without any risk for the children" in shown[0][1]
    assert ("item", "better sleep") in shown


def test_broken_pdfs() -> None:
    good = make_pdf([LINES])
    assert "broken" in of_bytes(b"%PDF-1.4\nnothing more")
    assert "password" in of_bytes(make_pdf([LINES], encrypted=True))
    assert "no text" in of_bytes(make_pdf([[]]))
    cut = of_bytes(good[: len(good) // 3])
    assert "broken" in cut or "no text" in cut


def test_pdf_bomb_ends() -> None:
    import zlib

    bomb = zlib.compress(b"BT " + b"(the cells are safe) Tj " * 20_000_000, 9)
    started = time.perf_counter()
    found = of_bytes(make_pdf([["x"]], stream=bomb))
    assert "PDF" in found or "memory" in found or "text" in found
    assert time.perf_counter() - started < 25


def test_slow_pdf_is_stopped() -> None:
    from stemwise.reading.pdf import read_pdf

    with pytest.raises(InputError, match="takes longer"):
        read_pdf(make_pdf([LINES]), "slow.pdf", seconds=0.001)


def test_long_pdf_is_cut_with_a_note() -> None:
    document = read("-", stdin=io.BytesIO(make_pdf([["The cells are safe for the child on each page."]] * 205)))
    assert any("first 200 of 205 pages" in note for note in document.notes)


def test_plain_text_imports_nothing_heavy() -> None:
    code = (
        "import io, sys; from stemwise.reading import read; read('-', stdin=io.BytesIO(b'The cells are safe.'));"
        "heavy = ('trafilatura', 'lxml', 'pypdf', 'ssl', 'http.client', 'charset_normalizer', 'numpy');"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


SHORT_CLAIMS = [
    ("Stammzellen heilen Zerebralparese. 95 % Erfolgsquote. Keine Nebenwirkungen. Jetzt anfragen!", "German"),
    ("Las células madre curan la parálisis cerebral. Tasa de éxito del 95 %. Sin efectos secundarios.", "Spanish"),
    ("Tratamiento con células madre. Nuestro tratamiento cura la parálisis cerebral. Su hijo caminará.", "Spanish"),
    ("Les cellules souches guérissent la paralysie cérébrale. Aucun effet secondaire.", "French"),
    ("Le cellule staminali curano la paralisi cerebrale. Nessun effetto collaterale.", "Italian"),
    ("As células-tronco curam a paralisia cerebral. Taxa de sucesso de 95 %. Sem efeitos colaterais.", "Portuguese"),
    ("Stamcellen genezen hersenverlamming. 95 % succes. Geen bijwerkingen.", "Dutch"),
    ("Komórki macierzyste leczą porażenie mózgowe. Skuteczność 95 %. Brak skutków ubocznych.", "Polish"),
    ("Kök hücre tedavisi serebral palsiyi iyileştirir. Yan etkisi yoktur.", "Turkish"),
]


@pytest.mark.parametrize(("text", "language"), SHORT_CLAIMS)
def test_a_short_page_of_claims_in_another_language(text: str, language: str) -> None:
    assert other_language(text) == language
    assert other_language(text * 8) == language


@pytest.mark.parametrize(
    "text",
    [
        "Klinik für Stammzellen GmbH treats patients with cerebral palsy. See 'Stammzellen bei Zerebralparese'.",
        "Dr. Hans van der Berg and Dr. María de la Cruz (Clínica de los Andes, São Paulo) treated 12 children.",
        "Hospital Nuestra Señora de la Salud, Madrid: stem cells for stroke.",
        "Institut Cellules Souches: stem cells cure cerebral palsy.",
        "Does cord blood help in cerebral palsy?",
    ],
)
def test_short_english_with_foreign_names_is_read(text: str) -> None:
    assert other_language(text) == ""
