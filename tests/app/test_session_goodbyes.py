"""A session whose connections are ended as soon as they have begun."""

from __future__ import annotations

from dataclasses import replace

import pytest

from livechat.errors import NetworkError
from livechat.sim.faults import parse
from livechat.sim.scenario import Scripted
from tests.support.practice import hold, script

pytestmark = pytest.mark.network

GO = {"goAway": {"timeLeft": "0s"}}


def test_connections_that_end_at_once_are_given_up() -> None:
    """Else it would go on for ever."""
    deaf = replace(script(after_setup=[GO]), faults=(parse("deaf:turn=0"),))
    with pytest.raises(NetworkError, match="closes each connection right after it opens"):
        hold(deaf, lines=("hi",))


def test_a_connection_that_ends_with_the_only_answer_needs_no_other() -> None:
    """The answer is whole, and nothing else was asked."""
    soon = {"goAway": {"timeLeft": "0.5s"}}  # not before the answer, on a busy machine either
    held = hold(script(Scripted(says="Yes."), after_setup=[soon]), lines=("hi",))
    assert held.notebook.utterances[-1].words == "Yes."
