"""`livechat devices`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from livechat.cli.options import Config, Profile
from livechat.errors import SoundError
from livechat.ui.tables import show_table

if TYPE_CHECKING:
    from livechat.audio.devices import Device, Kind


def devices(
    json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
    mic: Annotated[
        str | None, typer.Option(metavar="NAME", help="See which microphone this would choose.")
    ] = None,
    speaker: Annotated[
        str | None, typer.Option(metavar="NAME", help="See which speaker this would choose.")
    ] = None,
    config: Config = None,
    profile: Profile = None,
) -> None:
    """List the sound devices, which are the system's own choice, and which are chosen.

    A device is chosen by its name, any part of the name that no other has, or its index.

    \b
    livechat devices
    livechat devices --mic usb --speaker "headset, wasapi"
    livechat devices --json
    """
    from livechat.audio import portaudio
    from livechat.audio.devices import devices as list_devices
    from livechat.audio.limit import ANSWER_S, within
    from livechat.config.layers import load

    flags = {"sound.mic": mic, "sound.speaker": speaker}
    given: dict[str, object] = {key: value for key, value in flags.items() if value is not None}
    sound = load(
        flags=given, environ=os.environ, config_file=config, profile=profile
    ).settings.sound
    portaudio.keep_quiet()
    found = within(ANSWER_S, list_devices)
    chosen: dict[Kind, Device] = {}
    doubts: list[SoundError] = []
    wanted: tuple[tuple[Kind, str | None], ...] = (("input", sound.mic), ("output", sound.speaker))
    for kind, name in wanted:
        _choose(kind, name, found, chosen, doubts)
    columns = ("index", "name", "host_api", "inputs", "outputs", "rate", "default", "chosen")
    show_table(columns, [_row(d, chosen) for d in found], json=json, stdout=sys.stdout)
    if any(name is not None for _, name in wanted) and doubts:
        raise doubts[0]
    for doubt in doubts:  # a machine without sound: nothing that was asked for is missing
        print(f"livechat: {doubt}", file=sys.stderr)


def _choose(
    kind: Kind,
    name: str | None,
    found: list[Device],
    chosen: dict[Kind, Device],
    doubts: list[SoundError],
) -> None:
    from livechat.audio.devices import choose

    try:
        chosen[kind] = choose(kind, name, found)
    except SoundError as error:
        doubts.append(error)


def _row(device: Device, chosen: dict[Kind, Device]) -> dict[str, object]:
    roles: tuple[tuple[Kind, str], ...] = (("input", "mic"), ("output", "speaker"))
    return {
        "index": device.index,
        "name": device.name,
        "host_api": device.host_api,
        "inputs": device.inputs,
        "outputs": device.outputs,
        "rate": device.default_rate,
        "default": [role for kind, role in roles if device.is_default(kind)],
        "chosen": [role for kind, role in roles if chosen.get(kind) == device],
    }
