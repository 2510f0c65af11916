"""Fetch one page over http or https: bounded, timed, and never from a private network."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from stemwise.errors import InputError
from stemwise.reading.addresses import Permit, checked_addresses, is_public
from stemwise.reading.limits import CONNECT_SECONDS, MAX_BYTES, MAX_REDIRECTS, MB, URL_SECONDS
from stemwise.reading.markup import clean

_SAVE = "save the page from a browser and pass the file"
_TYPES = (
    "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown", "application/pdf",
    "application/x-pdf",
)  # fmt: skip
_HEADERS = {
    "User-Agent": "stemwise (reads one page at a person's request)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,text/markdown;q=0.9",
    "Accept-Language": "en",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Page:
    """What came: the final address, the bytes, the media type and the declared character set."""

    url: str
    data: bytes
    media_type: str = ""
    charset: str = ""


@dataclass(frozen=True, slots=True)
class _Target:
    url: str
    secure: bool
    host: str
    port: int
    path: str


def download(url: str, *, permit: Permit = is_public, seconds: float = URL_SECONDS, limit: int = MAX_BYTES) -> Page:
    """Fetch ``url``, following at most five redirects. Raises InputError for every failure.

    Every host on the way is resolved once; all its addresses must be permitted; the connection goes to such an
    address, with the name in the Host header and in the certificate check. Proxies named in the environment are not
    used. ``permit`` decides on addresses (tests pass their own; nothing outside Python can).
    """
    deadline = time.monotonic() + seconds
    target = _target(url)
    for _ in range(MAX_REDIRECTS + 1):
        answer = _get(target, permit, deadline, limit)
        if isinstance(answer, Page):
            return answer
        target = _target(urljoin(target.url, answer))
    raise InputError(f"{url} redirects more than {MAX_REDIRECTS} times", _SAVE)


def _target(url: str) -> _Target:
    if len(url) > 4000 or re.search(r"[\x00-\x20\x7f\\]", url):
        raise InputError(f"{url[:100]!r} is not a web address", "write it without spaces, as the browser shows it")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (
            (parts.hostname or "").encode("idna").decode("ascii")
            if ":" not in (parts.hostname or "")
            else parts.hostname
        )
    except (ValueError, UnicodeError):
        raise InputError(f"{url[:200]} is not a web address", "check its spelling") from None
    if parts.scheme not in ("http", "https"):
        raise InputError(
            f"{parts.scheme}:// addresses are not read", "only http:// and https://; pass a file by its path"
        )
    if parts.username is not None or parts.password is not None:
        raise InputError(
            f"the address of {host} carries a user name or password", "pass it without, or save the page as a file"
        )
    if not host or port == 0:
        raise InputError(f"{url[:200]} names no host", "write it as https://host/page")
    secure = parts.scheme == "https"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    plain = urlunsplit((parts.scheme, parts.netloc, parts.path, parts.query, ""))
    return _Target(plain, secure, host, port or (443 if secure else 80), path + (f"?{query}" if query else ""))


def _get(target: _Target, permit: Permit, deadline: float, limit: int) -> Page | str:
    """One request: the page, or the address it redirects to."""
    addresses = checked_addresses(target.host, target.port, permit)
    late = InputError(f"{target.url} took too long to answer", f"try again later, or {_SAVE}")
    try:
        raw = _connect(addresses, target.port, deadline)
        with _cut_at(raw, deadline) as expired:
            try:
                return _exchange(target, raw, limit)
            except (OSError, http.client.HTTPException) as error:
                if expired.is_set() or isinstance(error, TimeoutError):
                    raise late from None
                raise
    except ssl.SSLCertVerificationError as error:
        raise InputError(f"the certificate of {target.host} is not valid ({error.verify_message})", _SAVE) from None
    except TimeoutError:
        raise late from None
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise InputError(f"{target.url} cannot be fetched ({reason})", f"{_SAVE}; proxies are not used") from None


def _connect(addresses: list[str], port: int, deadline: float) -> socket.socket:
    """A connection to the first address that answers: to the address, not to the name."""
    failed: OSError = TimeoutError()
    for address in addresses:
        left = min(CONNECT_SECONDS, deadline - time.monotonic())
        if left <= 0:
            break
        try:
            return socket.create_connection((address, port), timeout=left)
        except OSError as error:
            failed = error
    raise failed


@contextmanager
def _cut_at(connection: socket.socket, deadline: float) -> Iterator[threading.Event]:
    """Shut ``connection`` down at ``deadline``: socket timeouts alone let a server send one byte at a time for ever."""
    expired = threading.Event()
    twin = connection.dup()  # TLS takes the first one over

    def cut() -> None:
        expired.set()
        with suppress(OSError):
            twin.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield expired
        if expired.is_set():
            raise TimeoutError
    finally:
        timer.cancel()
        twin.close()
        connection.close()


def _exchange(target: _Target, raw: socket.socket, limit: int) -> Page | str:
    connection = http.client.HTTPConnection(target.host, target.port, timeout=CONNECT_SECONDS)
    connection.sock = _secured(raw, target.host) if target.secure else raw
    connection.auto_open = 0  # never connect anew, by name
    connection.default_port = 443 if target.secure else 80
    try:
        connection.request("GET", target.path, headers=_HEADERS)
        response = connection.getresponse()
        if response.status in (301, 302, 303, 307, 308):
            where = response.getheader("Location") or ""
            if not where:
                raise InputError(f"{target.url} redirects to nowhere", _SAVE)
            return where
        return _page(target, response, limit)
    finally:
        connection.close()


def _secured(raw: socket.socket, host: str) -> socket.socket:
    return ssl.create_default_context().wrap_socket(raw, server_hostname=host)


def _page(target: _Target, response: http.client.HTTPResponse, limit: int) -> Page:
    if response.status != 200:
        raise InputError(
            f"{target.url} answers {response.status} {http.client.responses.get(response.status, '')}",
            f"check the address, or {_SAVE}",
        )
    media_type = (response.headers.get_content_type() if response.getheader("Content-Type") else "").lower()
    if media_type and media_type not in _TYPES:
        raise InputError(
            f"{target.url} is {clean(media_type)[:60]}, not a page", "pass an HTML, PDF, Markdown or text page"
        )
    announced = response.getheader("Content-Length") or ""
    if announced.isascii() and announced.isdigit() and (len(announced) > 15 or int(announced) > limit):
        raise _too_large(target.url, limit)
    data = _unpacked(
        _body(response, target.url, limit), response.getheader("Content-Encoding") or "", target.url, limit
    )
    charset = response.headers.get_content_charset() or ""
    return Page(target.url, data, media_type, charset)


def _body(response: http.client.HTTPResponse, url: str, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := response.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise _too_large(url, limit)
        chunks.append(chunk)
    return b"".join(chunks)


def _unpacked(data: bytes, encoding: str, url: str, limit: int) -> bytes:
    """Undo gzip or deflate (some servers send it unasked), never to more than ``limit`` bytes."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return data
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise InputError(f"{url} is sent in an unknown compression ({clean(encoding)[:20]})", _SAVE)
    try:
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        plain = unpacker.decompress(data, limit + 1)
    except zlib.error:
        raise InputError(f"{url} was sent broken (its compression cannot be undone)", _SAVE) from None
    if len(plain) > limit:
        raise _too_large(url, limit)
    return plain


def _too_large(url: str, limit: int) -> InputError:
    return InputError(f"{url} is larger than {max(limit // MB, 1)} MB", "save the page's text alone and pass that")
