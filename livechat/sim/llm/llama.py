"""The process that holds a model and llama.cpp's server: `local` starts it.

    stdin ── one line: what to load ──► Server of xllamacpp, on a port of its own choice
    stdout ◄─ one line: where it listens, or what is missing
    stderr ◄─ what llama.cpp says of errors

A process of its own, since in livechat's llama.cpp could not be left: the program's end waited for
a model that was loading, crashed while one answered, and hung where memory was short. It ends when
stdin does, even if livechat was killed.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO, Final
from urllib.parse import urlsplit

from livechat.threads import in_thread

NICENESS: Final = 10
"""How far it steps back behind whoever plays sound, as `senses.workers` does."""

_CACHE_MIB: Final = 256
"""Memory for conversations that have no slot at the moment; llama.cpp would take 8 GB."""

_SAME_CONVERSATION: Final = 0.3
"""Share of a prompt that a slot must hold already to be taken for it; else the one that waited
longest is."""

_ERRORS: Final = 1
"""llama.cpp's verbosity."""

_SAVED: Final = "begin"

_READING_S: Final = 120.0
"""Seconds that reading what conversations begin with may take."""

_ERROR_BYTES: Final = 65_536

_FIRST_TO_GO: Final = "500"
"""Of 1,000: how readily Linux ends this process when memory is short, rather than the call."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to load, and how to serve it."""

    path: str
    key: str = field(repr=False)
    """Whoever asks must have it: other users of this machine reach the port, too."""
    threads: int
    slots: int
    """Conversations at a time, each with its part of the context kept."""
    window: int
    """Tokens of each."""
    sampling: Mapping[str, float] = field(default_factory=dict)
    """llama.cpp's names and values."""
    stop: Sequence[str] = ()
    begin: Sequence[Mapping[str, Any]] = ()
    """Messages with which conversations begin; read once, before the first of them."""

    def line(self) -> bytes:
        """The order as a line."""
        return json.dumps(asdict(self)).encode() + b"\n"


def main() -> None:
    """Load and serve until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for livechat, which ends this
    order = Order(**json.loads(sys.stdin.buffer.readline()))
    telling = _apart()
    told: dict[str, object]
    try:
        with tempfile.TemporaryDirectory(prefix="livechat-") as folder:
            in_thread(partial(_end_with_stdin, folder), "stdin")
            _step_back()
            server = _serve(order, folder)
            if order.begin:
                _read_begin(order, server.listening_address)
        told = {"url": server.listening_address}
    except ImportError as error:
        told = {"missing": str(error)}
    except (RuntimeError, MemoryError, OSError) as error:
        told = {"failed": str(error)}
    telling.write(json.dumps(told).encode() + b"\n")
    telling.close()
    if "url" in told:
        Event().wait()
    os._exit(0)


def _serve(order: Order, folder: str) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = order.path
    params.offline = True
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [order.key]
    params.ui = False
    params.endpoint_slots = params.endpoint_metrics = params.endpoint_props = False
    params.verbosity = _ERRORS
    params.n_parallel = order.slots
    params.n_ctx = order.slots * order.window
    params.cache_ram_mib = _CACHE_MIB
    params.slot_prompt_similarity = _SAME_CONVERSATION
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = order.threads
    params.warmup = not order.begin
    params.slot_save_path = f"{folder}{os.sep}"
    params.antiprompt = list(order.stop)
    for name, value in order.sampling.items():
        setattr(params.sampling, name, value)
    return xllamacpp.Server(params)


def _read_begin(order: Order, url: str) -> None:
    """Let the model read what conversations begin with, and give what it made of it to all slots.

    Reading takes it as long as a long answer: 2 s for 370 tokens on one core; copying 3 ms a slot.
    """
    place = urlsplit(url)
    server = HTTPConnection(place.hostname or "", place.port, timeout=_READING_S)
    headers = {"Authorization": f"Bearer {order.key}", "Content-Type": "application/json"}

    def post(path: str, body: Mapping[str, Any]) -> None:
        server.request("POST", path, json.dumps(body), headers)
        reply = server.getresponse()
        words = reply.read(_ERROR_BYTES)
        if reply.status != HTTPStatus.OK:
            sys.stderr.write(f"{path}: {reply.status} {words!r}\n")

    try:
        post("/v1/chat/completions", {"messages": order.begin, "max_tokens": 1, "id_slot": 0})
        post("/slots/0?action=save", {"filename": _SAVED})
        for number in range(1, order.slots):
            post(f"/slots/{number}?action=restore", {"filename": _SAVED})
    except (OSError, HTTPException) as error:  # the first answer of a conversation takes longer
        sys.stderr.write(f"the beginning cannot be read: {error}\n")
    finally:
        server.close()


def _apart() -> BinaryIO:
    """Take stdout for the answer, and leave nothing of it to others."""
    telling = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return os.fdopen(telling, "wb", buffering=0)


def _end_with_stdin(folder: str) -> None:
    """End the process when stdin ends, whatever it does then; leave no `folder` behind."""
    with suppress(OSError):
        while os.read(0, 1):
            pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _step_back() -> None:
    """Let others have the cores and the memory first; threads begun later inherit it."""
    if sys.platform != "win32":  # there it was started so
        os.nice(NICENESS)
    if sys.platform == "linux":
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO)
