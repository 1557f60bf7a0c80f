"""What libraries must find in the environment, put there before the program has a second thread.

`setenv` moves what `getenv` reads in another thread at that moment, and the program crashes
(POSIX: neither need be safe with threads). PortAudio, ALSA and name look-ups read the environment
without Python's lock. So numpy must not set its own variable while a device is opened, which one
start of 250 did on two busy cores.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from typing import Final

_WANTED: Final = {
    # numpy sets it while it is imported, and takes it away again, unless it is there.
    "OPENBLAS_MAIN_FREE": "1",
    # onnxruntime's Linux builds write an id of the machine to the home folder and send usage data
    # to their makers.
    "ORT_DISABLE_TELEMETRY": "1",
    # huggingface_hub, which faster-whisper brings, looks for newer models.
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
}

_added: set[str] = set()


def settle(environ: MutableMapping[str, str] = os.environ) -> None:
    """Add what libraries must find; what the user has set stays."""
    for name in _WANTED.keys() - environ.keys():
        environ[name] = _WANTED[name]
        _added.add(name)


def inherited(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment as livechat was given it: for programs of the user's."""
    return {name: value for name, value in environ.items() if name not in _added}
