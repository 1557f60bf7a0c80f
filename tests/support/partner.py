"""A practice partner in a process of its own, which can die and come back at the same address."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.support.program import KEY
from tests.support.recorded import Recorded
from tests.support.talking import LIMIT_S, ROOT, brisk

_ADDRESS: Final = re.compile(r"GOOGLE_GEMINI_BASE_URL=(https://127\.0\.0\.1:(\d+))")


class Partner(Recorded):
    """`livechat sim`, for the time of a `with` statement; its last life is recorded.

    Args:
        folder: For its files.
        scenario: What it does, TOML.
    """

    def __init__(self, folder: Path, scenario: str) -> None:
        super().__init__(folder / "recording.jsonl")
        folder.mkdir(exist_ok=True)
        self._script, self._cert = folder / "scenario.toml", folder / "cert.pem"
        self._key = folder / "key.pem"
        self._script.write_text(brisk(scenario))
        self._home = folder
        self._port = "0"
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        try:
            self.come()
        except BaseException:
            self.die()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.die()

    @property
    def environ(self) -> dict[str, str]:
        """Variables that lead the program here."""
        return {
            "GEMINI_API_KEY": KEY,
            "SSL_CERT_FILE": str(self._cert),
            "LIVECHAT_BASE_URL": f"https://127.0.0.1:{self._port}",
        }

    def come(self) -> None:
        """Begin to serve, where it served before; it remembers nothing."""
        files = (f"--cert={self._cert}", f"--key={self._key}", f"--scenario={self._script}")
        silent = ("--voice=synthetic", "--ears=none")
        record = (f"--record={self.recording}", "--force")
        ports = ("--port=0", f"--tls-port={self._port}")
        self._process = process = subprocess.Popen(
            [sys.executable, "-m", "livechat", "sim", *ports, *files, *silent, *record],
            env={"PATH": os.environ["PATH"], "HOME": str(self._home), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        limit = threading.Timer(LIMIT_S, process.kill)
        limit.start()
        assert process.stdout
        printed = ""
        while not (found := _ADDRESS.search(printed)):
            line = process.stdout.readline()
            assert line, f"the partner does not start: {printed}"
            printed += line
        limit.cancel()
        self._port = found[2]

    def die(self) -> None:
        """Be killed, as in a crash, if it lives."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait(LIMIT_S)
            assert process.stdout
            process.stdout.close()
