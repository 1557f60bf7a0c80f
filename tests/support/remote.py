"""A practice partner that is not at home: behind a relay, and maybe at the other end of a cable.

with Remote(folder, scenario) as remote, Talking(remote.environ, ..., offline=False) as talk:
    ...
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import wave
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Literal, Self

import trustme

from tests.support.recorded import Recorded
from tests.support.talking import LIMIT_S, ROOT, Talking, brisk

KEY: Final = "a-key-for-tests"

CHUNK_MS: Final = 20
CHUNK_BYTES: Final = 16 * CHUNK_MS * 2
"""Of s16le mono, 16 kHz."""

Inside = Callable[[Sequence[str]], list[str]]
"""Makes a command one that runs somewhere else."""


class Remote(Recorded):
    """`livechat sim`, reached over a relay, for the time of a `with` statement.

    Args:
        folder: For its files.
        scenario: What it does, TOML.
        relay: Options of the relay (`tests.support.relay`).
        inside: Where both run.
        address: Where clients find the relay.
    """

    def __init__(
        self,
        folder: Path,
        scenario: str,
        *relay: str,
        inside: Inside = list,
        address: str = "127.0.0.1",
    ) -> None:
        folder.mkdir(exist_ok=True)
        super().__init__(folder / "recording.jsonl")
        script, cert, key = folder / "scenario.toml", folder / "cert.pem", folder / "key.pem"
        trusted = folder / "trusted.pem"
        script.write_text(brisk(scenario))
        authority = trustme.CA()
        leaf = authority.issue_cert(address)
        leaf.private_key_pem.write_to_path(str(key))
        for blob in leaf.cert_chain_pems:
            blob.write_to_path(str(cert), append=True)
        authority.cert_pem.write_to_path(str(trusted))
        python = [sys.executable, "-m"]
        command = [*python, "livechat", "sim", "--voice=synthetic", "--ears=none"]
        command += [f"--cert={cert}", f"--key={key}", f"--scenario={script}"]
        command += [f"--record={self.recording}", "--"]
        # The relay is what the partner runs for: it ends with our pipe, and the partner with it.
        command += [*python, "tests.support.relay", f"--listen={address}:0", *relay]
        self._process = subprocess.Popen(
            inside(command),
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "LIVECHAT_SIM_API_KEY": KEY},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        port = _pipe(self._process.stdout).readline().strip()
        if not port:
            _, said = self._process.communicate(timeout=LIMIT_S)
            raise AssertionError(f"the partner does not start: {said}")
        self.environ = {
            "GEMINI_API_KEY": KEY,
            "SSL_CERT_FILE": str(trusted),
            "LIVECHAT_BASE_URL": f"https://{address}:{port}",
        }
        """Variables that lead the program here."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def hold(self, direction: Literal["up", "down"]) -> None:
        """Let nothing pass from the clients or to them, until `release`."""
        self._steer(f"hold {direction}")

    def release(self) -> None:
        """Let everything pass again."""
        self._steer("release")

    def delay(self, direction: Literal["up", "down"], seconds: float) -> None:
        """Let what is sent from now on come so much later."""
        self._steer(f"delay {direction} {seconds * 1000}")

    def end(self) -> dict[str, Any]:
        """End it, if it still runs; return what the relay counted."""
        if self._process.poll() is None:
            try:
                said, errors = self._process.communicate(timeout=LIMIT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.communicate()
                raise
            assert self._process.returncode == 0, errors
            self._counted: dict[str, Any] = json.loads(said)
        return self._counted

    def _steer(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()


class Mouth:
    """Speaks into `--mic -` as a microphone does: a chunk every 20 ms, of silence if nothing else.

    It begins at once, and ends, and the microphone with it, with its `with` statement.
    """

    def __init__(self, talk: Talking) -> None:
        self._talk = talk
        self._words: deque[bytes] = deque()
        self._changed = threading.Condition()
        self._still = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join(LIMIT_S)
        with suppress(BrokenPipeError):  # the program has ended before
            self._talk.give_no_more()

    def say(self, pcm: bytes) -> None:
        """Speak s16le mono 16 kHz, and return when all of it was spoken."""
        chunks = [pcm[at : at + CHUNK_BYTES] for at in range(0, len(pcm), CHUNK_BYTES)]
        with self._changed:
            self._words.extend(chunks)
            assert self._changed.wait_for(lambda: not self._words, len(chunks) / 50 + LIMIT_S)

    def be_still(self) -> None:
        """Give nothing more, not even silence: a microphone that is muted or gone."""
        with self._changed:
            self._still = True

    def _run(self) -> None:
        due = time.monotonic()
        while not self._over.is_set():
            with self._changed:
                chunk = self._words.popleft() if self._words else bytes(CHUNK_BYTES)
                still = self._still
                self._changed.notify_all()
            if not still:
                # A program that stops listening must not keep its mouth from being closed.
                while not self._talk.has_room(CHUNK_MS / 1000):
                    if self._over.is_set():
                        return
                try:
                    self._talk.give(chunk)
                except BrokenPipeError:
                    return
            due += CHUNK_MS / 1000
            time.sleep(max(0.0, due - time.monotonic()))


def recording(path: Path) -> bytes:
    """A WAV file's sound."""
    with wave.open(str(path)) as file:
        sound: bytes = file.readframes(file.getnframes())
    return sound


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe
