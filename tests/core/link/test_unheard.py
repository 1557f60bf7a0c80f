"""Speech that a service ignores is told; noises and slow transcriptions are not."""

from __future__ import annotations

import pytest

from livechat.core.link.unheard import NOTICED_S, SPEECH_S, TRANSCRIBED_S, Unheard

LOUD, FAINT, SILENT = -12.0, -64.3, -96.0
"""dBFS."""
CHUNK_S = 0.02


def sent(*runs: tuple[float, float, int]) -> Unheard:
    """Runs of chunks: since when, what, how many; each ends with a chunk of silence."""
    unheard = Unheard()
    for since, dbfs, count in runs:
        for number in range(count):
            unheard.sent(dbfs, since + number * CHUNK_S, voiced=True)
        unheard.sent(SILENT, since + count * CHUNK_S, voiced=False)
    return unheard


ENOUGH = round(SPEECH_S / CHUNK_S)


@pytest.mark.parametrize(
    ("runs", "told", "wait_s"),
    [
        ([(0, LOUD, ENOUGH)], "not_heard", NOTICED_S),
        ([(0, FAINT, ENOUGH)], "too_quiet", TRANSCRIBED_S),
        ([(0, FAINT, ENOUGH // 2), (1, LOUD, ENOUGH // 2 + 1)], "not_heard", NOTICED_S),
        ([(0, LOUD, ENOUGH - 1)], None, 0),
        # Syllables count; clicks do not, and do not make faint speech loud.
        ([(n * 0.5, LOUD, 5) for n in range(ENOUGH // 5)], "not_heard", NOTICED_S),
        ([(n * 0.5, LOUD, 4) for n in range(ENOUGH)], None, 0),
        ([(0, LOUD, 1), (0.1, FAINT, ENOUGH)], "too_quiet", TRANSCRIBED_S),
        # A cough a minute is no speech.
        ([(n * 60.0, LOUD, 20) for n in range(20)], None, 0),
    ],
)
def test_what_is_told_and_when(
    runs: list[tuple[float, float, int]], told: str | None, wait_s: float
) -> None:
    """After the time in which a service notices; once."""
    unheard = sent(*runs)
    since, _, count = runs[-1]
    spoken_at = since + (count - 1) * CHUNK_S
    assert unheard.tell(spoken_at + wait_s - 0.001, owed=False) is None
    assert unheard.tell(spoken_at + (wait_s or 100), owed=False) == told
    assert unheard.tell(spoken_at + 1000, owed=False) is None


def test_a_sign_of_having_heard_begins_anew() -> None:
    """Nothing is told of what was said before; of what is said after it, again."""
    unheard = sent((0, LOUD, ENOUGH))
    unheard.noticed()
    assert unheard.tell(100, owed=False) is None
    for at in (100, 200):
        for number in range(ENOUGH):
            unheard.sent(LOUD, at + number * CHUNK_S, voiced=True)
        told = unheard.tell(at + 50, owed=False)
        assert told == ("not_heard" if at == 100 else None)
    unheard.noticed()
    for number in range(ENOUGH):
        unheard.sent(FAINT, 300 + number * CHUNK_S, voiced=True)
    assert unheard.tell(350, owed=False) == "too_quiet"


def test_where_an_answer_is_owed_only_its_reason_is_told() -> None:
    """That it does not come is told anyway."""
    assert sent((0, LOUD, ENOUGH)).tell(100, owed=True) is None
    assert sent((0, FAINT, ENOUGH)).tell(100, owed=True) == "too_quiet"


def test_who_keeps_asking_whether_he_is_heard_is_told_no_later() -> None:
    """Each question is complete for the service after a second of silence, whatever follows."""
    unheard, told_at = Unheard(), list[float]()
    for number in range(1_000):
        at = number * CHUNK_S
        speaks = at % 3.5 < 2.0
        unheard.sent(FAINT if speaks else SILENT, at, voiced=speaks)
        if unheard.tell(at, owed=False) is not None:
            told_at.append(at)
    assert told_at == [pytest.approx(2.0 + TRANSCRIBED_S, abs=2 * CHUNK_S)]


def test_who_speaks_without_a_pause_is_waited_for() -> None:
    """The service may look at all of it at its end."""
    unheard = Unheard()
    for number in range(1_000):
        speaks = number % 50 < 40
        unheard.sent(FAINT if speaks else SILENT, number * CHUNK_S, voiced=speaks)
        assert unheard.tell(number * CHUNK_S, owed=False) is None
