"""How much is read, and for how long. Every bound of the room stands here, with its reason."""

from __future__ import annotations

from stemwise.errors import InputError

MB = 1_000_000

MAX_BYTES = 10 * MB
"""A file, a download or standard input: the longest clinic pages seen are 2 MB, scripts included."""

MAX_PDF_BYTES = 20 * MB
"""A PDF carries its pictures; 20 MB is a long illustrated brochure."""

MAX_CHARACTERS = 1_000_000
"""Extracted text: a book of 400 pages. A page that makes claims has 2,000 to 20,000."""

MAX_PDF_PAGES = 200
"""Pages of a PDF that are read; a note says so when there are more."""

PDF_SECONDS = 20
"""Time for one PDF in its own process."""

PDF_MEMORY = 700 * MB
"""Address space of that process (where the system can limit it); Python with pypdf alone takes about 100 MB."""

URL_SECONDS = 30
"""Time for one download, redirects included, from first to last byte."""

CONNECT_SECONDS = 10
"""Time to connect, and for each single answer of the other side."""

MAX_REDIRECTS = 5

MAX_ELEMENTS = 30_000
"""Elements of an HTML page: clinic pages have 500 to 5,000."""

MAX_ATTRIBUTES = 200
"""Attributes of one HTML tag: pages have up to 20, and libxml2's time for a tag grows with the square of their number."""

MAX_NESTED_TAGS = 400_000
"""Elements read of a page that is nested too deep for a tree: 1 s."""

MAX_PLAIN_DEPTH = 100
"""Nesting of HTML elements that is kept as it is: pages have 10 to 40. Below it mere wrappers are taken out."""

MAX_TREE_DEPTH = 150
"""Nesting below which every element is taken out and its text kept: rendering takes four Python frames a level."""


def too_long(source: str) -> InputError:
    """The error for more than MAX_CHARACTERS of text."""
    problem = f"{source} has more than {MAX_CHARACTERS:,} characters of text"
    return InputError(problem, "pass the part of it that makes the claims")
