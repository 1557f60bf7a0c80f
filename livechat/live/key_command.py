"""A key from a command that prints it, such as a password manager's."""

from __future__ import annotations

import shlex
import subprocess
from contextlib import suppress

from livechat.environment import inherited
from livechat.errors import CredentialError
from livechat.threads import bounded

LIMIT_S = 60.0
"""Seconds it may take: it may ask for a pass phrase, in a window or on the terminal."""

_MOST_BYTES = 1 << 16
"""A key has some 40; more than this is no key and its lines."""


def ask(command: str, setting: str = "api_key_command") -> str:
    """The first line that a command prints.

    It is run without a shell, with nothing on standard input, and what it complains of is not
    shown: both of its outputs may hold what nobody should see.

    Args:
        command: Program and arguments, with a shell's quotes.
        setting: Where it is written.

    Raises:
        CredentialError: It cannot be run, fails, takes too long, or prints no key.
    """
    arguments = shlex.split(command)
    try:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=inherited(),
        )
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not the name of a program"
        raise CredentialError(
            f"Cannot run the command in {setting}: {why}.", "Correct the setting."
        ) from None
    stdout = process.stdout
    assert stdout is not None

    def read() -> tuple[bytes, int]:
        with stdout:
            data = stdout.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            process.kill()
        return data, process.wait()

    try:
        data, code = bounded(LIMIT_S, read)
    except TimeoutError:
        raise CredentialError(
            f"The command in {setting} did not finish within {LIMIT_S:.0f} s.",
            "Run it by hand to see what it waits for.",
        ) from None
    finally:
        with suppress(OSError):  # Ctrl-C as well: nobody waits for its answer any more
            process.kill()
    if len(data) > _MOST_BYTES:
        raise CredentialError(
            f"The command in {setting} printed far more than a key.",
            "It must print the key as its first line.",
        )
    if code:
        raise CredentialError(
            f"The command in {setting} failed with exit code {code}.",
            "Run it by hand to see why.",
        )
    line = data.decode(errors="replace").partition("\n")[0].strip()
    if not line:
        raise CredentialError(
            f"The command in {setting} printed no key.",
            "It must print the key as its first line.",
        )
    return line
