"""`livechat voices --play` against the local server."""

from __future__ import annotations

import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from tests.support.program import LIMIT_S, ROOT

pytestmark = pytest.mark.network


@pytest.mark.skipif(sys.platform == "win32", reason="sh")
def test_a_voice_is_asked_for_by_its_name_and_saved(tmp_path: Path) -> None:
    """The server hears which voice is wanted, and what it is to say."""
    play = f"exec {sys.executable} -m livechat voices --play kore -o kore.wav"
    command = f'{play} --base-url "$GOOGLE_GEMINI_BASE_URL"'
    sim = [sys.executable, "-m", "livechat", "sim", "--pace", "instant", "--voice", "synthetic"]
    done = subprocess.run(
        [*sim, "--record", "talk.jsonl", "--", "sh", "-c", command],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "I am Kore" in done.stdout
    recorded = (tmp_path / "talk.jsonl").read_text()
    assert '"Kore"' in recorded
    with wave.open(str(tmp_path / "kore.wav")) as sound:
        assert sound.getnframes() > sound.getframerate()
    assert not list(tmp_path.glob("**/sessions/*.jsonl"))
