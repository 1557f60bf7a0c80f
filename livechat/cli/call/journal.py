"""What `talk` and `say` keep of a session, and what they know of the one that is continued."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from livechat import __version__
from livechat.cli.call.session import Prepared
from livechat.cli.commands.sessions import store
from livechat.cli.options import LATEST
from livechat.cli.telling import tell
from livechat.errors import FileError, UsageError
from livechat.journal.header import Header
from livechat.journal.restoring import Restored, latest
from livechat.journal.restoring import restore as restore_session
from livechat.journal.writer import Journal, utc_now
from livechat.live.endpoint import find_endpoint
from livechat.ui.summary import Summary

_LONGEST_DAYS = 36_500
"""Days. Longer is for ever, and a calendar has no room for it."""


def restore(name: str | None) -> Restored | None:
    """What --resume names; None: it was not given.

    Raises:
        UsageError: There is no such session, or it goes on.
        FileError: It cannot be read.
    """
    if name is None:
        return None
    sessions, now = store(), utc_now()
    if name == LATEST:
        return latest(sessions, now)
    key = sessions.find(name)
    if sessions.running(key):
        raise UsageError(f"Session {key} is still running.", "End it first.")
    return restore_session(sessions, key, now)


def as_it_was(restored: Restored | None, flags: Mapping[str, object]) -> Mapping[str, object]:
    """Return the flags, and where they say nothing, what was in force when the session stopped.

    The model may have been changed in the call, and so may the voice and the language.
    """
    if restored is None:
        return flags
    spec = restored.spec
    was = {
        "model": restored.model,
        "voice": spec.voice if spec else None,
        "language": spec.language if spec else None,
    }
    return {**flags, **{key: flags.get(key) or was[key] for key in was}}


def settle(restored: Restored | None, prepared: Prepared) -> Restored | None:
    """Say how a session will be continued; keep its handle only for whom it is meant.

    A handle belongs to one service and one model, the last that was talked to; nobody else is to
    see it.
    """
    if restored is None:
        return None
    about = _about(prepared, restored)
    same = (about.model, about.host) == (restored.model, restored.host) and not about.practice
    settled = replace(restored, handle=restored.handle if same else "")
    how = "where it stopped"
    if not settled.handle:
        if restored.practice:
            why = "the practice partner forgot it"
        elif not same:
            why = f"{'the practice partner' if about.practice else about.model} does not know it"
        else:
            why = "the service no longer has it"
        count = len(restored.utterances)
        how = f"from its transcript ({count} message{'s' * (count != 1)}): {why}"
    when = f"{restored.started.astimezone():%Y-%m-%d %H:%M}"
    _say(f"Resuming {restored.id} of {when} {how}.")
    return settled


@contextmanager
def kept(
    prepared: Prepared, summary: Summary, restored: Restored | None = None
) -> Iterator[Journal | None]:
    """The observer that writes the session down, until the end; None: nothing is to be kept."""
    session = prepared.loaded.settings.session
    if not session.save:
        yield None
        return
    try:
        sessions = store()
    except FileError:
        _say("There is no home folder, so this session is not saved.")
        yield None
        return
    try:
        sessions.ids()
    except FileError as error:
        _say(f"{error} This session is not saved.")
        yield None
        return
    try:
        sessions.prune(timedelta(days=min(session.keep_days, _LONGEST_DAYS)), utc_now())
    except FileError as error:
        _say(str(error))
    journal = Journal(sessions, _about(prepared, restored), summary.fields, _say)
    try:
        yield journal
    finally:
        journal.close()


def _about(prepared: Prepared, restored: Restored | None) -> Header:
    settings = prepared.loaded.settings
    credential = prepared.credential
    url = find_endpoint(settings, credential, os.environ).base_url if credential else ""
    return Header(
        id="",
        started=utc_now(),
        version=__version__,
        model=settings.model,
        host="127.0.0.1" if settings.offline else urlsplit(url).hostname or "",
        practice=settings.offline,
        voice=settings.voice or "",
        language=settings.language or "",
        continues=restored.id if restored else "",
    )


def _say(sentence: str) -> None:
    tell(sentence)
