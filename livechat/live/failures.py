"""Why no connection can be made, as data: the system's numbers → what happened and what to do.

`UNRESOLVED` and `REACHING` are for a connection that cannot be made, `CERTIFICATES` for one that
cannot be trusted, `PROXYING` for a proxy that does not let it through.
"""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """Why no connection can be made."""

    numbers: tuple[int, ...]
    """Of the operating system, of name resolution, of OpenSSL, or HTTP statuses."""
    why: str
    remedy: str


_ONLINE = "Check that this machine is online."

UNRESOLVED: tuple[Failure, ...] = (
    Failure(
        (socket.EAI_AGAIN,),
        "its name cannot be resolved because no name server responds",
        _ONLINE,
    ),
    Failure((), "its name cannot be resolved", "Check the network, and --base-url for a typo."),
)
"""Failures of name resolution (RFC 3493); the last one stands for all others."""

REACHING: tuple[Failure, ...] = (
    Failure(
        (errno.ECONNREFUSED,),
        "nothing listens on its port",
        "Check --base-url, and that the service runs.",
    ),
    Failure((errno.ENETUNREACH, errno.ENETDOWN), "the network is unreachable", _ONLINE),
    Failure(
        (errno.EHOSTUNREACH, errno.EHOSTDOWN),
        "there is no route to it",
        "Check the network, a VPN and the firewall.",
    ),
    Failure(
        (errno.ECONNRESET, errno.ECONNABORTED, errno.EPIPE),
        "the connection was cut while it opened",
        "Try again in a moment; if it persists, check for a firewall in between.",
    ),
    Failure(
        (errno.EACCES, errno.EPERM),
        "this machine does not allow it",
        "Check the firewall and this program's permissions.",
    ),
)
"""Failures of the operating system, the most telling first."""

ELSEWHERE = "Check --base-url, and that no proxy or login page stands in between."
FOREIGN_AUTHORITY = (
    "Behind a company's proxy, set SSL_CERT_FILE to the certificates of its authority (PEM)."
)

CERTIFICATES: tuple[Failure, ...] = (
    Failure(
        (10,),
        "has expired",
        "Check this machine's clock; if it is right, whoever runs the service must renew it.",
    ),
    Failure((9,), "is not valid yet", "Check this machine's clock."),
    Failure(
        (18,),
        "is self-signed",
        "If you trust it, set SSL_CERT_FILE to its file (PEM); otherwise check --base-url.",
    ),
    Failure((2, 19, 20, 21), "comes from an authority that is not trusted", FOREIGN_AUTHORITY),
    Failure((62, 64), "belongs to another name", ELSEWHERE),
    Failure((23,), "has been revoked", ELSEWHERE),
)
"""What OpenSSL finds wrong with a certificate: `X509_V_ERR_…` in its manual page
X509_STORE_CTX_get_error."""

PROXY = "Check HTTPS_PROXY and ALL_PROXY, or exempt the host with NO_PROXY."

PROXYING: tuple[Failure, ...] = (
    Failure(
        (407,),
        "requires a login",
        "Put the login into HTTPS_PROXY, as http://NAME:PASSWORD@HOST:PORT.",
    ),
    Failure(
        (500, 502, 503, 504),
        "cannot reach it",
        "Try again in a moment, or exempt the host with NO_PROXY.",
    ),
    Failure((), "did not let the connection through", PROXY),
)
"""What a proxy answers to CONNECT (RFC 9110, 9.3.6); the last one stands for all others."""
