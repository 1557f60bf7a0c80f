"""Which addresses of the internet a model may be led to: public ones only."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

_PUBLIC_6: Final = IPv6Network("2000::/3")
"""What is given out to the world (RFC 4291, 2.4). All else is special in some way, as IPv4
addresses within IPv6 are: mapped, compatible, translated (NAT64)."""

_NOT_PUBLIC: Final = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # IETF protocol assignments
            "192.88.99.0/24",  # 6to4 relays (RFC 7526)
            "168.63.129.16/32",  # a cloud's own service inside each of its machines
            "2001::/23",  # IETF protocol assignments, Teredo among them, which hold IPv4 addresses
            "2002::/16",  # 6to4, which holds one, too
            "3fff::/20",  # documentation (RFC 9637), which older Pythons do not know
            "5f00::/16",  # segment routing (RFC 9602)
        ),
    )
)
"""What `ipaddress` takes for public, in this Python or an older one."""

_NUMERIC: Final = re.compile(r"(?i:(.*\.)?(0x[0-9a-f]*|[0-9]+)\.?)")
"""A host that resolvers may take for a number (WHATWG URL, "ends in a number")."""

_NAME: Final = re.compile(
    r"(?i:[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?)"
)


def is_public(address: str) -> bool:
    """Whether a numeric address is anybody's on the internet."""
    try:
        known = ip_address(address)
    except ValueError:
        return False
    if isinstance(known, IPv6Address) and (known.scope_id or known not in _PUBLIC_6):
        return False
    if known.is_multicast or known.is_reserved or not known.is_global:
        return False
    return not any(known.version == each.version and known in each for each in _NOT_PUBLIC)


def canonical(host: str) -> str | None:
    """Return a host as it is looked up; None: it is written as nobody writes one.

    An address may hide behind a number in other notations: `2130706433`, `0177.1`, `0x7f.1`.
    """
    if ":" in host:
        try:
            return str(IPv6Address(host))
        except ValueError:
            return None
    try:
        name = host.encode("idna").decode("ascii").lower()  # full-width digits become digits
    except UnicodeError:
        return None
    if _NUMERIC.fullmatch(name):
        try:
            return str(IPv4Address(name))
        except ValueError:
            return None
    return name if len(name) <= 253 and _NAME.fullmatch(name) else None
