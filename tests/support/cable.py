"""A real network on one machine: a client and a server, each with a kernel's network of its own.

    with network() as cable:
        server = subprocess.Popen(cable.command("server", [...]))  # listens on cable.SERVER
        client = subprocess.Popen(cable.command("client", [...]))
        cable.pull("far")

```text
 client ──── near ──── switch ──── far ──── server
```

With the near cable pulled, the client's own interface is down: its kernel says at once that the
network is unreachable. With the far one pulled, the client's side looks as good as ever, and what
it sends vanishes; nobody on the way says so.

Three network namespaces, each held by a process that ends with its standard input: whatever
becomes of whoever made them, the namespaces go when that is closed, and the interfaces with them.
Nothing is ever named or changed outside them. Needs Linux with the Debian package iproute2, and to
be root or allowed to make user namespaces.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import IO, Final, Literal, Self

import pytest

Side = Literal["client", "server"]
"""Where a program runs."""

End = Literal["near", "far"]
"""The client's cable, or the server's."""

LIMIT_S: Final = 60.0
"""Seconds for anything the kernel is asked for; it takes some 10 ms."""

LONGEST_S: Final = 600
"""Seconds a network lasts; whoever needs more has forgotten to end."""

_PACKAGES: Final = {"ip": "iproute2", "unshare": "util-linux", "nsenter": "util-linux"}
"""Programs, and where Debian has them."""

_SWITCH: Final = """\
link add switch type bridge
link add near type veth peer name wire address {client_mac} netns {client}
link add far type veth peer name wire address {server_mac} netns {server}
link set near master switch up
link set far master switch up
link set switch up
"""

_HOST: Final = """\
link set lo up
address add {own}/24 dev wire
"""

# Neighbours by hand: a host that is away is nobody's to report, as it is behind a router.
_UP: Final = """\
link set wire up
neighbour replace {other} lladdr {other_mac} dev wire nud permanent
"""


class NetworkMissing(Exception):  # noqa: N818 - not an error where nobody needs one
    """There can be no network here; the text says why."""


class CableError(Exception):
    """The network does not do what it is asked for."""


@contextmanager
def network() -> Iterator[Cable]:
    """A network; where there can be none, the test is skipped and says why."""
    try:
        cable = Cable()
    except NetworkMissing as missing:
        pytest.skip(str(missing))
    with cable:
        yield cable


class Cable:
    """A network, for the time of a `with` statement. It leaves nothing behind.

    Raises:
        NetworkMissing: a program is missing, or the system allows no namespaces.
    """

    CLIENT: Final = "192.0.2.1"
    """Of the range for documentation, as is the other."""
    SERVER: Final = "192.0.2.2"

    def __init__(self) -> None:
        if not sys.platform.startswith("linux"):
            raise NetworkMissing("A network of one's own needs Linux.")
        missing = [name for name in _PACKAGES if shutil.which(name) is None]
        if missing:
            packages = " ".join(sorted({_PACKAGES[name] for name in missing}))
            raise NetworkMissing(
                f"A network of one's own needs {', '.join(missing)}: apt-get install {packages}"
            )
        self._stack = ExitStack()
        self._inside: dict[str, list[str]] = {}
        """What to put before a command that is to run there."""
        with ExitStack() as failed:
            failed.callback(self.close)
            self._build()
            failed.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let everything go, with what still runs inside cut off from everything else."""
        self._stack.close()

    def command(self, side: Side, command: Sequence[str]) -> list[str]:
        """That command as one that runs on a side, as the same process."""
        return [*self._inside[side], *command]

    def pull(self, end: End) -> None:
        """Pull a cable out."""
        if end == "near":
            self._ask("client", "link set wire down\n")
        else:
            self._ask("switch", "link set far down\n")

    def plug(self, end: End) -> None:
        """Put it in again."""
        if end == "near":
            self._ask("client", self._up)
        else:
            self._ask("switch", "link set far up\n")

    def _build(self) -> None:
        own = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        enter = ["--user", "--preserve-credentials"] if own else []
        self._hold("switch", ["unshare", *own, "--net"], enter)
        client = self._hold("client", [*self._inside["switch"], "unshare", "--net"], enter)
        server = self._hold("server", [*self._inside["switch"], "unshare", "--net"], enter)
        names = {
            "client_mac": "02:00:00:00:00:01",
            "server_mac": "02:00:00:00:00:02",
            "client": client,
            "server": server,
        }
        self._up = _UP.format(other=self.SERVER, other_mac=names["server_mac"])
        there = _UP.format(other=self.CLIENT, other_mac=names["client_mac"])
        try:
            self._ask("switch", _SWITCH.format(**names))
            self._ask("client", _HOST.format(own=self.CLIENT) + self._up)
            self._ask("server", _HOST.format(own=self.SERVER) + there)
        except CableError as error:
            raise NetworkMissing(f"No network of one's own can be made here: {error}") from error

    def _hold(self, name: str, unshare: list[str], enter: list[str]) -> int:
        """Make a namespace and have a process hold it; return that process's id."""
        holder = subprocess.Popen(
            [*unshare, "--", "sh", "-c", f"echo; exec timeout {LONGEST_S} cat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._stack.callback(_end, holder)
        if _line(holder.stdout) != "\n":  # it has ended instead
            said = _line(holder.stderr).strip() or "no reason was given"
            raise NetworkMissing(f"No network of one's own is allowed here: {said}.")
        self._inside[name] = ["nsenter", f"--target={holder.pid}", *enter, "--net", "--"]
        return holder.pid

    def _ask(self, where: str, batch: str) -> None:
        try:
            subprocess.run(
                [*self._inside[where], "ip", "-batch", "-"],
                input=batch,
                capture_output=True,
                text=True,
                check=True,
                timeout=LIMIT_S,
            )
        except subprocess.TimeoutExpired as error:
            raise CableError(f"ip: no answer in {LIMIT_S:g} s.") from error
        except subprocess.CalledProcessError as error:
            raise CableError(f"ip: {' '.join(error.stderr.split())}.") from error


def _line(pipe: IO[str] | None) -> str:
    assert pipe is not None
    return pipe.readline()


def _end(holder: subprocess.Popen[str]) -> None:
    for pipe in (holder.stdin, holder.stdout, holder.stderr):
        assert pipe is not None
        pipe.close()
    try:
        holder.wait(LIMIT_S)
    except subprocess.TimeoutExpired:
        holder.kill()
        holder.wait(LIMIT_S)
