"""How a model's service behaves around a session, as its catalogue row says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """One model's."""

    resume_after_s: float = 0.0
    """Seconds after an idle connection ended before which the service refuses to resume it."""
    handles_after_turns: bool = False
    """Whether the service is documented to give out handles after turns: what was said since then
    is not in the session that a handle resumes."""
    takes_notes: bool = True
    """Whether it can be told something in mid-call without being asked (`Note`)."""
    may_be_silent: bool = False
    """Whether the model may choose not to answer speech (proactive audio)."""
