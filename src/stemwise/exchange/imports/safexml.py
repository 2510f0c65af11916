"""XML from strangers: no entity is ever defined or expanded, nothing outside the file is read, sizes are bounded."""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from stemwise.errors import InputError

MOST_ELEMENTS = 2_000_000
DEEPEST = 200


def parse(name: str, data: bytes) -> Element:
    """The root element of ``data``.

    A bare reference to a document type, as PubMed's exports carry it, is passed over unread; one with declarations of its
    own (where entities are defined) is refused.

    Raises
    ------
    InputError
        No well-formed XML, an encoding not known here, declarations inside the file, more elements or levels than any export
        has.
    """
    reader = _Reader(name)
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.builder.data
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.EntityDeclHandler = reader.entity
    parser.ExternalEntityRefHandler = lambda *_: 0
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code) or "damaged"
        raise InputError(f"{name} is not well-formed XML ({what}, line {error.lineno})", "export it anew") from None
    except InputError:
        raise
    except (LookupError, ValueError):
        raise InputError(f"{name} names an encoding that cannot be read here", "export it anew as UTF-8") from None
    return reader.builder.close()


class _Reader:
    """Builds the tree and counts."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.builder = TreeBuilder()
        self._elements = 0
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MOST_ELEMENTS or self._depth > DEEPEST:
            raise InputError(f"{self.name} holds more XML than an export does", "split it")
        self.builder.start(tag, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self.builder.end(tag)

    def doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        if internal:
            raise self._refused()

    def entity(self, *_: object) -> None:
        raise self._refused()

    def _refused(self) -> InputError:
        return InputError(f"{self.name} defines its own XML entities", "export it anew; no export needs them")


def text(element: Element | None) -> str:
    """All the text below an element on one line; empty for none."""
    return "" if element is None else " ".join("".join(element.itertext()).split())
