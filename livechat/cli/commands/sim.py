"""`livechat sim`: the practice partner as a server of its own."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from livechat.calling import as_called
from livechat.cli import options as o
from livechat.cli.commands import sim_options
from livechat.cli.failures import SIGNALLED
from livechat.cli.telling import tell
from livechat.cli.terminal.signals import Signals, cleaning
from livechat.core.text import visible
from livechat.environment import inherited
from livechat.errors import FileError, SettingsError, UsageError
from livechat.ui.tables import Column, show_table

if TYPE_CHECKING:
    from livechat.sim.llm.model import LanguageModel
    from livechat.sim.scenario import Scenario
    from livechat.sim.server import Server, ServerOptions

    Choose = Callable[[], Awaitable[LanguageModel | None]]

PORT = 8765
"""For `ws://`; the one `websockets` uses in its own examples."""

TLS_PORT = 8766

ANY_KEY = "practice"
"""Shown where a key is needed and any will do."""

_COLUMNS = (
    Column("fault", weight=3),
    Column("what happens", weight=2, least=12, good=50),
    Column("options", weight=1, least=20),
)


@o.sets(*sim_options.SCENARIO, table=sim_options.SCENARIO)
def sim(
    command: sim_options.Command = None,
    host: sim_options.Host = None,
    port: sim_options.Port = None,
    tls_port: sim_options.TlsPort = None,
    cert: sim_options.Cert = None,
    key: sim_options.Key = None,
    api_key: sim_options.ApiKey = None,
    strict: sim_options.Strict = False,
    connection_limit: sim_options.ConnectionLimit = None,
    scenario: sim_options.Scenario = None,
    llm: sim_options.Llm = None,
    llm_model: sim_options.LlmModel = None,
    *,
    given: o.Given,
    session: sim_options.Session = None,
    record: sim_options.Record = None,
    force: sim_options.Force = False,
    fault: sim_options.Fault = None,
    fault_rate: sim_options.FaultRate = None,
    list_faults: sim_options.ListFaults = False,
    wide: sim_options.Wide = False,
    json: sim_options.Json = False,
) -> None:
    """Run a local test server that speaks the Live protocol.

    It is not Gemini: it lets you try clients without a network or a key. Ctrl-C ends it.

    Write a command after -- to run it with the server: Google's SDKs find the server by their
    environment, and `livechat sim` ends with the command's exit code.

    \b
    livechat sim
    livechat sim --port 0 --tls-port 0 --voice synthetic --seed 7
    livechat sim --pace instant -- pytest tests/
    livechat sim --llm auto
    livechat sim --early-resume allowed --lock pings
    livechat sim --fault abort:turn=2 --fault slow-handshake:seconds=5
    livechat sim --record talk.jsonl
    livechat sim --scenario talk.jsonl
    livechat sim --cert practice.pem --key practice-key.pem
    livechat sim --host 0.0.0.0 --api-key made-up
    """
    if list_faults:
        list_kinds(json=json, wide=wide)
        return
    if json or wide:
        which = "--json" if json else "--wide"
        raise UsageError(f"{which} needs --list-faults.", f"Add it, or leave out {which}.")
    if api_key is not None and not api_key.strip():
        raise SettingsError(
            "--api-key is empty.",
            "Use a made-up key, or leave it out to accept any key.",
        )
    from livechat.sim.server import ServerOptions

    behaviour = _behaviour(scenario, session, fault or (), fault_rate, given)
    options = ServerOptions(
        host=host,
        port=(0 if command else PORT) if port is None else port,
        tls_port=(0 if command else TLS_PORT) if tls_port is None else tls_port,
        cert=cert,
        key_file=key,
        api_key=api_key,
        strict=strict,
        connection_limit=connection_limit,
        record=_to_record(record, force),
        scenario=behaviour,
        remember_bytes=0,
    )
    choose = _language_model(llm, llm_model)
    _check_certificate(cert, key, host)
    # Beside a command only what went wrong is said: stderr is the command's.
    _log_to_stderr(logging.WARNING if command else logging.INFO)
    with (
        tempfile.TemporaryDirectory(prefix="livechat-sim-") as folder,
        cleaning(lambda: shutil.rmtree(folder, ignore_errors=True)),
    ):
        if command:
            code = asyncio.run(_accompany(command, options, choose, Path(folder)))
        else:
            code = asyncio.run(_serve(options, choose, Path(folder)))
    if code:
        raise typer.Exit(code)


def list_kinds(*, json: bool, wide: bool = False) -> None:
    """Print every kind of fault: a table for eyes, lines for a pipe, or a JSON array."""
    from livechat.sim.faults import KINDS

    rows = [
        {
            "fault": kind.name,
            "what happens": kind.does,
            "options": kind.takes,
            "a good client": kind.client,
        }
        for kind in KINDS.values()
    ]
    show_table(_COLUMNS, rows, json=json, stdout=sys.stdout, wide=wide)


async def _serve(options: ServerOptions, choose: Choose, folder: Path) -> int:
    from livechat.sim.server import Server

    def started(server: Server) -> None:
        trusted = options.cert or folder / "cert.pem"
        if options.cert is None:
            trusted.write_bytes(server.cert_pem)
        typer.echo(_greeting(server, trusted.resolve(), asked=choose is not _nobody))
        _warn(server)

    asyncio.get_running_loop().set_exception_handler(_unless_interrupted)
    stop = asyncio.Event()
    with Signals(stop.set) as signals:
        await Server(replace(options, llm=await choose())).run(stop, started)
    return 0 if signals.received in (None, Signals.INTERRUPT) else SIGNALLED + signals.received


def _unless_interrupted(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Tell what went wrong in the loop, but not that a second Ctrl-C ended it at once."""
    if not isinstance(context.get("exception"), KeyboardInterrupt):
        loop.default_exception_handler(context)


async def _accompany(
    command: Sequence[str], options: ServerOptions, choose: Choose, folder: Path
) -> int:
    from livechat.cli.commands import sim_run as companion
    from livechat.sim.server import Server

    async with Server(replace(options, llm=await choose())) as server:
        _warn(server)
        address = companion.Address(
            server.ws_url, server.tls_url, server.cert_pem, options.api_key or ANY_KEY
        )
        variables = companion.environment(inherited(), address, folder)
        return await companion.run(command, variables)


def _language_model(llm: str | None, model: str | None) -> Choose:
    """What makes the language model that the command line chooses.

    Raises:
        SettingsError: It cannot be meant, or there is no key.
    """
    if model is not None and llm in (None, "off"):
        raise SettingsError(
            "--llm-model needs a language model.", "Add one with --llm, such as --llm auto."
        )
    if llm in (None, "off"):
        return _nobody
    from livechat.cli.call.language_model import find_llm_key, language_model
    from livechat.config.layers import typed

    given = {"practice.llm": llm} | ({} if model is None else {"practice.model": model})
    practice = typed(given).practice
    return partial(language_model, practice, find_llm_key(practice, os.environ))


async def _nobody() -> None:
    """The partner's own few rules answer: tests of clients need the same words every time."""


def _behaviour(
    path: Path | None,
    session: int | None,
    lines: Sequence[str],
    rate: float | None,
    given: o.Given,
) -> Scenario:
    """What a file says, with what the command line says instead."""
    from livechat.config import senses
    from livechat.sim import faults
    from livechat.sim.scenario import Scenario
    from livechat.sim.scenario_file import load

    if session is not None and path is None:
        raise SettingsError("--session needs a recording.", "Add one with --scenario FILE.")
    for sense, check, must_be in (
        ("voice", senses.voice, senses.VOICE_MUST_BE),
        ("ears", senses.ears, senses.EARS_MUST_BE),
    ):
        try:
            check(given.get(sense, "auto"))
        except ValueError:
            raise UsageError(f"--{sense} has a wrong value.", f"It must be {must_be}.") from None
    behaviour = load(path, session) if path else Scenario()
    return replace(
        behaviour,
        faults=(*behaviour.faults, *map(faults.parse, lines)),
        fault_rate=behaviour.fault_rate if rate is None else rate,
        **given,
    )


def _to_record(path: Path | None, force: bool) -> Path | None:
    """The path, if a recording can be written there as far as can be seen without touching it."""
    if path is None:
        return None
    if path.is_dir():
        raise FileError(f"{path} is a folder.", "Name a file in it.")
    if not path.parent.is_dir():
        raise FileError(f"The folder {path.parent} does not exist.", "Create it first.")
    if path.is_file() and not force:
        raise FileError(f"{path} already exists.", "Choose another name, or use --force.")
    return path


def _check_certificate(cert: Path | None, key: Path | None, host: str | None) -> None:
    from livechat.sim.doors import addresses, tls

    if (cert is None) != (key is None):
        raise SettingsError("--cert and --key belong together.", "Use both or neither.")
    if cert and key and not cert.exists() and not key.exists():
        tls.write_new(cert, key, addresses.names(host, addresses.found(host)))


def _greeting(server: Server, cert: Path, *, asked: bool) -> str:
    own = server.options.api_key is not None
    any_key = "the key in --api-key" if own else "any key will do"
    key = "…" if own else ANY_KEY
    who = _who(server.options, asked=asked)
    return f"""\
The practice partner is listening. It is not Gemini. Ctrl-C ends it.{who}

  {server.ws_url}
  {server.tls_url.replace("https", "wss")}
  certificate: {cert}

For a client that uses Google's SDK for Python ({any_key}):

  export GOOGLE_GEMINI_BASE_URL={server.tls_url}
  export SSL_CERT_FILE={cert}
  export GEMINI_API_KEY={key}
"""


def _who(options: ServerOptions, *, asked: bool) -> str:
    """Lines on who listens, answers and speaks, where a language model was asked for."""
    if not asked:
        return ""
    if options.llm is None:
        from livechat.cli.call.language_model import NOBODY

        return f"\n{as_called(NOBODY)}"
    from livechat.sim.senses.ears import can_whisper
    from livechat.sim.senses.voice import can_speak

    behaviour = options.scenario
    hears, speaks = can_whisper(behaviour.ears), can_speak(behaviour.voice)
    return f"""
Every Live client on this machine can talk with {visible(options.llm.label)}, which may make \
things up. It {"understands speech" if hears else "does not understand speech; type to it"}. \
It {"speaks" if speaks else "hums instead of speaking"}."""


def _warn(server: Server) -> None:
    """Tell whoever listens on more than this machine's own addresses what that means."""
    if not server.reached_at:
        return
    places = " and ".join(server.reached_at)
    reached = f"Other machines can reach the practice partner at {places}"
    if server.options.api_key is None:
        tell(f"{reached}, and use it without a key. Choose a key with --api-key.")
    else:
        tell(f"{reached}. Let them use wss://: over ws:// others can read the key and all words.")


def _log_to_stderr(level: int) -> None:
    log = logging.getLogger("livechat.sim")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    log.addHandler(handler)
    log.setLevel(level)
    log.propagate = False
