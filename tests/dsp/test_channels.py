"""Several channels become one."""

from __future__ import annotations

from livechat.dsp.channels import downmixed


def test_mono_is_left_as_it_is() -> None:
    """Byte by byte, and half a sample too."""
    assert downmixed(b"\1\2\3", 1) == b"\1\2\3"


def test_the_mean_of_both_channels_is_heard() -> None:
    """Half a frame is left out: PortAudio gives whole ones."""
    assert downmixed(b"\1\0\3\0\5", 2) == b"\2\0"
