"""What terminals do with their rows when their size changes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from livechat.ui.reflow import keeps_blanks, reflows


@pytest.mark.parametrize(
    ("environ", "does"),
    [
        ({}, True),
        ({"XTERM_VERSION": "XTerm(379)"}, False),
        ({"STY": "1.pts"}, False),
        ({"TMUX": "/tmp/x", "XTERM_VERSION": "XTerm(379)"}, True),
    ],
)
def test_terminals_that_cut_their_rows_are_known(environ: Mapping[str, str], does: bool) -> None:
    """Nearly all wrap them; tmux does, wherever it runs, and keeps blank ones."""
    assert reflows(environ) is does
    assert keeps_blanks(environ) is ("TMUX" in environ)
