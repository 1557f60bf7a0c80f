"""What can be done about the loudspeaker's echo in the microphone."""

from __future__ import annotations

from typing import Literal

EchoMode = Literal["aec", "system", "gate", "half-duplex", "off"]
"""What is in use. `livechat.dsp.frontend` says what each does."""

EchoChoice = Literal["auto", "aec", "system", "gate", "half-duplex", "off"]
"""What can be asked for in a call. `auto` is `aec`, and `gate` where that does not suffice."""

RecordedEchoChoice = Literal["auto", "aec", "gate", "half-duplex", "off"]
"""What can be asked for a recording, which no sound server cancels."""
