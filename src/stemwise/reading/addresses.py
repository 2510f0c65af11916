"""Which network addresses a page may be fetched from: public ones only."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

from stemwise.errors import InputError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Permit = Callable[[Address], bool]

# ``is_global`` differs between Python versions; what must never be reached is therefore also listed (IANA special
# registries): private, CGNAT, loopback, link-local with cloud metadata, benchmarks, documentation, multicast, reserved.
_CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16",
        "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_TRANSLATED = ipaddress.IPv6Network("::ffff:0:0:0/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


def is_public(address: Address) -> bool:
    """Whether ``address``, and any IPv4 address carried within it, belongs to the public internet."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _carried(address)
        if inner is not None:
            return is_public(inner)
    if any(address.version == network.version and address in network for network in _CLOSED):
        return False
    return address.is_global and not address.is_multicast


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for: mapped, translated, 6to4, Teredo, NAT64 or the old compatible form."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64 or address in _TRANSLATED or (address in _COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def checked_addresses(host: str, port: int, permit: Permit = is_public) -> list[str]:
    """The addresses of ``host``, all of them permitted. Raises InputError when one is not, or when there are none.

    The caller connects to one of these, never to the name: a name that resolves differently the second time
    (DNS rebinding) gains nothing.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise InputError(
            f"the address {host} cannot be found",
            "check its spelling and the connection, or save the page and pass the file",
        ) from None
    names = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for name in names:
        if not permit(ipaddress.ip_address(name)):
            raise InputError(
                f"{host} leads to {name}, which is not a public address",
                "only pages on the public internet are fetched",
            )
    return names
