"""Fetching: public addresses only, bounded, timed. Every server here is on loopback; nothing leaves the machine."""

from __future__ import annotations

import gzip
import inspect
import ipaddress
import re
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from stemwise.errors import InputError
from stemwise.reading import addresses, fetch, read
from stemwise.reading.addresses import Address, is_public
from stemwise.reading.fetch import download

PAGE = (
    b"<html><body><main><h1>Cells</h1>"
    b"<p>The cells are safe and they are given by vein to the child.</p></main></body></html>"
)


def loopback_too(address: Address) -> bool:
    return address.is_loopback or is_public(address)


class Handler(BaseHTTPRequestHandler):
    seen: ClassVar[list[dict[str, str]]] = []

    def do_GET(self) -> None:
        Handler.seen.append({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}})
        name = self.path.lstrip("/").partition("?")[0]
        getattr(self, f"page_{name}", self.page_none)()

    def answer(self, body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def page_none(self) -> None:
        self.answer(b"no", status=404)

    def page_ok(self) -> None:
        self.answer(PAGE)

    def page_text(self) -> None:
        self.answer("The cells – they are safe.".encode("cp1252"), "text/plain; charset=windows-1252")

    def page_gzip(self) -> None:
        self.answer(gzip.compress(PAGE), Content_Encoding="gzip")

    def page_bomb(self) -> None:
        self.answer(gzip.compress(b"the cells " * 3_000_000), Content_Encoding="gzip")

    def page_picture(self) -> None:
        self.answer(b"x", "image/png")

    def page_announced(self) -> None:
        self.answer(b"", Content_Length="200000000")

    def page_endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for _ in range(400):
                self.wfile.write(b"the cells " * 10_000)
        except OSError:
            return

    def page_drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"a")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    def page_drip_headers(self) -> None:
        try:
            for _ in range(100):
                self.connection.sendall(b"H")
                time.sleep(0.1)
        except OSError:
            return

    def page_loop(self) -> None:
        self.answer(b"", status=302, Location="/loop")

    def page_once(self) -> None:
        self.answer(b"", status=301, Location="/ok#part")

    def page_private(self) -> None:
        self.answer(b"", status=302, Location="http://10.0.0.1/secret")

    def page_metadata(self) -> None:
        self.answer(b"", status=307, Location="http://169.254.169.254/latest/meta-data/")

    def page_file(self) -> None:
        self.answer(b"", status=302, Location="file:///etc/passwd")

    def page_nowhere(self) -> None:
        self.answer(b"", status=302)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}"
    running.shutdown()
    running.server_close()


def failure(url: str, **more: object) -> str:
    with pytest.raises(InputError) as caught:
        download(url, **{"permit": loopback_too, **more})  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert caught.value.remedy
    return str(caught.value)


def test_a_page_comes_with_its_type(server: str) -> None:
    page = download(f"{server}/ok?a=b c".replace(" ", "%20"), permit=loopback_too)
    assert (page.data, page.media_type, page.charset) == (PAGE, "text/html", "utf-8")
    sent = Handler.seen[-1]
    assert sent["path"] == "/ok?a=b%20c"
    assert sent["host"] == server.removeprefix("http://")
    assert "cookie" not in sent
    assert "authorization" not in sent


def test_loopback_is_refused_by_default(server: str) -> None:
    for source in (
        server,
        server.replace("127.0.0.1", "localhost"),
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
    ):
        before = len(Handler.seen)
        with pytest.raises(InputError, match=r"not a public address|cannot be found"):
            read(source)
        assert len(Handler.seen) == before


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "0.0.0.0", "192.0.0.8", "192.0.2.1",
        "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
        "::ffff:0:127.0.0.1", "::ffff:0:10.0.0.1", "::ffff:0:a9fe:a9fe",
        "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe", "100::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::808:808"],
)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("93.184.215.14", 80)), (2, 1, 6, "", ("10.0.0.5", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(InputError, match=r"10\.0\.0\.5, which is not a public address"):
        read("http://clinic.example/")


def test_no_second_look_at_the_name(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the name leads to a permitted address once and elsewhere ever after; only the first is used."""
    real, port, asked = socket.getaddrinfo, server.rpartition(":")[2], []

    def rebinding(host: str, *rest: object, **more: object) -> object:
        if host == "clinic.example":
            asked.append(host)
            return [(2, 1, 6, "", ("127.0.0.1" if len(asked) == 1 else "10.0.0.1", int(port)))]
        assert host == "127.0.0.1"  # connecting to the checked address itself
        return real(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert download(f"http://clinic.example:{port}/ok", permit=loopback_too).data == PAGE
    assert asked == ["clinic.example"]
    assert Handler.seen[-1]["host"] == f"clinic.example:{port}"


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("private", "10.0.0.1, which is not a public address"),
        ("metadata", "169.254.169.254, which is not a public address"),
        ("file", "only http:// and https://"),
        ("loop", "redirects more than 5 times"),
        ("nowhere", "redirects to nowhere"),
        ("picture", "is image/png, not a page"),
        ("missing", "answers 404 Not Found"),
        ("announced", "larger than 10 MB"),
        ("endless", "larger than 10 MB"),
        ("bomb", "larger than 10 MB"),
    ],
)
def test_what_is_refused(server: str, path: str, problem: str) -> None:
    assert problem in failure(f"{server}/{path}")


@pytest.mark.parametrize("path", ["drip", "drip_headers"])
def test_a_server_that_drips_is_cut_off(server: str, path: str) -> None:
    started = time.perf_counter()
    assert "took too long" in failure(f"{server}/{path}", seconds=0.6)
    assert time.perf_counter() - started < 3


def test_redirect_gzip_and_charset(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert download(f"{server}/once", permit=loopback_too).url == f"{server}/ok"
    assert download(f"{server}/gzip", permit=loopback_too).data == PAGE
    monkeypatch.setattr(fetch, "download", lambda url: download(url, permit=loopback_too))
    assert read(f"{server}/text").text == "The cells – they are safe."
    assert read(f"{server}/ok").title == "Cells"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://user:secret@clinic.example/", "user name or password"),
        ("http:///page", "names no host"),
        ("http://clinic.example:99999/", "not a web address"),
        ("http://clinic.example/a b", "not a web address"),
        ("http://clinic.example/\r\nHost: x", "not a web address"),
        ("http://" + "a" * 300 + ".example/", "not a web address"),
        ("http://[::1/", "not a web address"),
    ],
)
def test_bad_addresses(url: str, problem: str) -> None:
    found = failure(url)
    assert problem in found
    assert "secret" not in found


def test_proxies_are_not_used(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert download(f"{server}/ok", permit=loopback_too).data == PAGE


def test_nothing_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "cannot be fetched" in failure(f"http://127.0.0.1:{port}/")


def test_plain_server_behind_https(server: str) -> None:
    assert "cannot be fetched" in failure(server.replace("http://", "https://") + "/ok", seconds=3)


def test_permission_is_no_environment_variable() -> None:
    for module in (addresses, fetch):
        assert not re.search(r"os\.environ|getenv", inspect.getsource(module))
