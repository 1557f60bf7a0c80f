"""A command run beside the practice partner, with its environment pointed at it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import ssl
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import certifi

from livechat.cli.failures import SIGNALLED
from livechat.errors import SettingsError

LOOPBACK = "127.0.0.1,localhost"
"""Hosts no proxy is to be asked for."""

PASSED_ON = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")
"""Signals the command gets too, where the system has them."""

TYPED = ("SIGINT", "SIGQUIT")
"""Those that a terminal sends to all that run in front, when their keys are pressed."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a practice partner is, and what a client must know."""

    ws_url: str
    """For plain clients: `ws://127.0.0.1:8765`."""
    tls_url: str
    """For clients that insist on TLS: `https://127.0.0.1:8766`."""
    cert_pem: bytes
    """PEM text to trust."""
    api_key: str


def environment(given: Mapping[str, str], address: Address, folder: Path) -> dict[str, str]:
    """Variables with which Google's SDKs, and most others, talk to the partner.

    Args:
        given: The environment so far.
        address: The partner's.
        folder: Where certificate files are put; they must outlive the command.

    Raises:
        SettingsError: certificates that `given` names cannot be read.
    """
    trusted, added = folder / "authorities.pem", folder / "added.pem"
    trusted.write_bytes(_authorities(given) + address.cert_pem)
    added.write_bytes(_named(given, "NODE_EXTRA_CA_CERTS") + address.cert_pem)
    unproxied = given.get("no_proxy") or given.get("NO_PROXY") or ""
    if unproxied != "*":
        unproxied = f"{unproxied},{LOOPBACK}".lstrip(",")
        if (host := urlsplit(address.tls_url).hostname) and host not in LOOPBACK.split(","):
            unproxied = f"{unproxied},{host}"
    # The SDK would prefer GOOGLE_API_KEY to the key given here.
    kept = {name: value for name, value in given.items() if name != "GOOGLE_API_KEY"}
    return kept | {
        "GOOGLE_GEMINI_BASE_URL": address.tls_url,
        "GOOGLE_VERTEX_BASE_URL": address.tls_url,
        "GEMINI_API_KEY": address.api_key,
        "SSL_CERT_FILE": str(trusted),
        "NODE_EXTRA_CA_CERTS": str(added),
        "NO_PROXY": unproxied,
        "no_proxy": unproxied,
        "LIVECHAT_SIM_URL": address.tls_url,
        "LIVECHAT_SIM_WS_URL": address.ws_url,
    }


async def run(command: Sequence[str], variables: Mapping[str, str]) -> int:
    """Run a command with our own streams; return its exit code, 128 + n after signal n.

    Signals that come meanwhile are passed on to it.

    Raises:
        SettingsError: there is no such command, or it cannot be run.
    """
    program, *arguments = command
    if sys.platform == "win32":  # which finds `npm.exe` by itself, but not `npm.cmd`
        program = shutil.which(program, path=variables.get("PATH")) or program
    try:
        process = await asyncio.create_subprocess_exec(program, *arguments, env=variables)
    except (OSError, ValueError) as error:
        why = "it was not found" if isinstance(error, FileNotFoundError) else _reason(error)
        raise SettingsError(
            f"Cannot run the command {command[0]}: {why}.",
            "Put a command and its arguments after --.",
        ) from error
    with _passing_on(process):
        code = await process.wait()
    return code if code >= 0 else SIGNALLED - code


@contextmanager
def _passing_on(process: asyncio.subprocess.Process) -> Iterator[None]:
    loop = asyncio.get_running_loop()

    def send(number: int) -> None:
        with suppress(ProcessLookupError):  # it has ended just now
            process.send_signal(number)

    def receive(number: int, frame: FrameType | None) -> None:
        if not (signal.Signals(number).name in TYPED and _in_front()):
            loop.call_soon_threadsafe(send, number)

    numbers = [getattr(signal, name) for name in PASSED_ON if hasattr(signal, name)]
    # What is ignored stays ignored: that is what nohup is for.
    before = {n: old for n in numbers if (old := signal.getsignal(n)) is not signal.SIG_IGN}
    for number in before:
        signal.signal(number, receive)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _in_front() -> bool:
    """Whether keys such as Ctrl-C reach the command without us."""
    if sys.platform == "win32":
        return True
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


def _authorities(given: Mapping[str, str]) -> bytes:
    """Whom a Python program trusts as things are; the variable we set takes their place."""
    if given.get("SSL_CERT_FILE"):
        return _named(given, "SSL_CERT_FILE")
    system = ssl.get_default_verify_paths().cafile
    return b"".join(Path(file).read_bytes() + b"\n" for file in (certifi.where(), system) if file)


def _named(given: Mapping[str, str], variable: str) -> bytes:
    name = given.get(variable)
    if not name:
        return b""
    try:
        return Path(name).read_bytes() + b"\n"
    except OSError as error:
        raise SettingsError(
            f"Cannot read the certificates in {variable}: {_reason(error)}.",
            "Correct the variable, or unset it.",
        ) from error


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
