"""What a loudspeaker's device is doing."""

from __future__ import annotations

from itertools import product

import pytest

from livechat.core.play.output_state import TABLE, Output, Signal

_O, _S = Output, Signal


def after(*signals: Signal) -> Output:
    state = Output.DRY
    for signal in signals:
        state = TABLE.get((state, signal), state)
    return state


def test_a_device_plays_when_it_holds_enough() -> None:
    """Until then it is starting, however much is written."""
    assert after(_S.VOICE) is _O.STARTING
    assert after(_S.VOICE, _S.VOICE) is _O.STARTING
    assert after(_S.VOICE, _S.ENOUGH) is _O.PLAYING


def test_silence_follows_the_voice_where_somebody_writes_it() -> None:
    """And the voice follows silence."""
    assert after(_S.VOICE, _S.ENOUGH, _S.SILENCE) is _O.SILENT
    assert after(_S.VOICE, _S.ENOUGH, _S.SILENCE, _S.VOICE) is _O.PLAYING


@pytest.mark.parametrize("state", Output)
def test_a_device_that_is_empty_starts_anew(state: Output) -> None:
    """Whatever it was doing."""
    assert TABLE.get((state, _S.EMPTY), state) is _O.DRY


def test_every_state_is_reached_and_left() -> None:
    """No rule stays where it is."""
    assert {state for state, _ in TABLE} == set(Output)
    assert all(TABLE.get(pair, None) is not pair[0] for pair in product(Output, Signal))
