"""Where a server listens: this machine's own two addresses, unless somebody chooses."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from livechat.errors import SettingsError

HOST: Final = "127.0.0.1"
HOST_6: Final = "::1"
"""Only this machine reaches them. Either may be what `localhost` means."""

EVERY: Final = "0.0.0.0"
EVERY_6: Final = "::"
"""All addresses of a machine; the second those of both families."""

_ANYWHERE: Final = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses that nobody has (RFC 5737, RFC 3849)."""


def loopbacks() -> tuple[str, ...]:
    """This machine's own addresses: both, or the one there is."""
    return (HOST, HOST_6) if _has(HOST_6) else (HOST,)


def found(host: str | None) -> tuple[str, ...]:
    """The addresses to listen on, as numbers; a name may stand for several.

    Args:
        host: An address, in brackets or not, or a name; None: this machine alone.

    Raises:
        SettingsError: the name has no address, or none of them is this machine's.
    """
    bare = _bare(host or "")
    if host is None or bare.lower() == "localhost":
        return loopbacks()
    try:
        answers = socket.getaddrinfo(bare or "?", 0, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SettingsError(
            f"The practice partner cannot listen on {host or 'an empty address'}: "
            "it is not an address, and as a name it has none.",
            "Use an address or a name of this machine, without a port.",
        ) from error
    numbers = list(dict.fromkeys(_number(place) for *_, place in answers))
    ours = tuple(number for number in numbers if _has(number))
    if not ours:
        known = bare in numbers
        raise SettingsError(
            f"The practice partner cannot listen on {host}: "
            + ("this machine has" if known else f"it stands for {numbers[0]}, and this machine has")
            + " no such address.",
            f"Use {EVERY} for every address, or leave out --host for this machine alone.",
        )
    return ours


def in_url(host: str | None, addresses: Iterable[str]) -> str:
    """What a URL calls a server that listens there: the name it was given, or its first address.

    A server on every address is called by this machine's own, which every machine has.
    """
    bare, first = _bare(host or ""), next(iter(addresses))
    if host is not None and not _numeric(bare):
        return bare
    first = {EVERY: HOST, EVERY_6: HOST_6}.get(first, first)
    return f"[{first.replace('%', '%25')}]" if ":" in first else first


def open_to_others(addresses: Iterable[str]) -> tuple[str, ...]:
    """Where other machines reach a server that listens on some addresses; none: nowhere."""
    outer: list[str] = []
    for address in addresses:
        if address in (EVERY, EVERY_6):
            outer += _outward(both=address == EVERY_6) or [address]
        elif not _numeric_value(address).is_loopback:
            outer.append(address)
    return tuple(outer)


def names(host: str | None, addresses: Iterable[str]) -> tuple[str, ...]:
    """What clients may call such a server, besides `localhost` and the loopback addresses."""
    addresses = tuple(addresses)
    called = [] if host is None or _numeric(_bare(host)) else [_bare(host)]
    if {EVERY, EVERY_6} & set(addresses):
        called.append(socket.gethostname())
    numbers = (one.partition("%")[0] for one in (*addresses, *open_to_others(addresses)))
    return tuple(dict.fromkeys([*called, *(one for one in numbers if one not in (EVERY, EVERY_6))]))


def _bare(host: str) -> str:
    host = host.strip()
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


def _number(place: tuple[object, ...]) -> str:
    """The number of a socket's address, with the number of its link where it has one."""
    scope = place[3] if len(place) > 3 else 0
    return f"{place[0]}%{scope}" if scope and "%" not in str(place[0]) else str(place[0])


def _has(address: str) -> bool:
    """Whether this machine has an address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.bind((address, 0))
    except OSError:
        return False
    return True


def _outward(*, both: bool) -> list[str]:
    """The addresses by which this machine reaches others. Nothing is sent."""
    outward = []
    for family, anywhere in _ANYWHERE if both else _ANYWHERE[:1]:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asked:  # no such net
            asked.connect((anywhere, 9))
            outward.append(str(asked.getsockname()[0]))
    return [one for one in outward if not _numeric_value(one).is_loopback]


def _numeric(host: str) -> bool:
    try:
        _numeric_value(host)
    except ValueError:
        return False
    return True


def _numeric_value(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    value = ipaddress.ip_address(address.partition("%")[0])
    return getattr(value, "ipv4_mapped", None) or value
