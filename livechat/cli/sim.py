"""`livechat sim`: the practice partner as a server of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from livechat.cli.signals import Signals
from livechat.errors import SettingsError

PORT = 8765
"""For `ws://`; the one `websockets` uses in its own examples."""

TLS_PORT = 8766


def sim(
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port for ws://, 0 for any free one.")
    ] = PORT,
    tls_port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port for wss://, 0 for any free one.")
    ] = TLS_PORT,
    cert: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Certificate to show, PEM; made together with its key if neither is there.",
            show_default="a new one in a temporary file",
        ),
    ] = None,
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Private key of the certificate, PEM.")
    ] = None,
    scenario: Annotated[
        Path | None, typer.Option(metavar="FILE", help="How it is to behave, TOML.")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0, help="Makes the pieces its speech comes in repeatable.", show_default="0"
        ),
    ] = None,
    voice: Annotated[
        Literal["auto", "synthetic", "neural"] | None,
        typer.Option(help="How it speaks; synthetic only hums.", show_default="auto"),
    ] = None,
    ears: Annotated[
        Literal["auto", "whisper", "none"] | None,
        typer.Option(help="How it understands speech.", show_default="auto"),
    ] = None,
) -> None:
    """Run a practice partner that speaks the Live protocol, on this machine only.

    It is not Gemini: it is for trying out clients without a network or a key. It understands
    English and speaks if livechat[offline] is installed; otherwise type to it and it hums.
    One line about each session goes to stderr. Ctrl-C ends it.

    \b
    livechat sim
    livechat sim --port 0 --tls-port 0 --voice synthetic --seed 7
    livechat sim --scenario broken-turn.toml
    livechat sim --cert practice.pem --key practice-key.pem
    """
    from livechat.sim import tls
    from livechat.sim.scenario import Scenario, load
    from livechat.sim.server import Server, ServerOptions

    behaviour = load(scenario) if scenario else Scenario()
    behaviour = replace(
        behaviour,
        seed=behaviour.seed if seed is None else seed,
        voice=voice or behaviour.voice,
        ears=ears or behaviour.ears,
    )
    if (cert is None) != (key is None):
        raise SettingsError("--cert and --key belong together.", "Give both or neither.")
    if cert and key and not cert.exists() and not key.exists():
        tls.write_new(cert, key)
    _log_to_stderr()

    with contextlib.ExitStack() as stack:

        def started(server: Server) -> None:
            trusted = cert
            if trusted is None:
                place = tempfile.TemporaryDirectory(prefix="livechat-sim-")
                trusted = Path(stack.enter_context(place)) / "cert.pem"
                trusted.write_bytes(server.cert_pem)
            typer.echo(_greeting(server.ws_url, server.tls_url, trusted.resolve()))

        async def main() -> None:
            stop = asyncio.Event()
            with Signals(stop.set):
                options = ServerOptions(
                    port=port, tls_port=tls_port, cert=cert, key_file=key, scenario=behaviour
                )
                await Server(options).run(stop, started)

        asyncio.run(main())


def _greeting(ws_url: str, tls_url: str, cert: Path) -> str:
    return f"""\
The practice partner is listening. It is not Gemini. Ctrl-C ends it.

  {ws_url}
  {tls_url.replace("https", "wss")}
  certificate: {cert}

For a client that uses Google's SDK for Python (any key will do):

  export GOOGLE_GEMINI_BASE_URL={tls_url}
  export SSL_CERT_FILE={cert}
  export GEMINI_API_KEY=practice
"""


def _log_to_stderr() -> None:
    log = logging.getLogger("livechat.sim")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
