"""Every way in which the real SDK addresses a Live service leads to the local server."""

from __future__ import annotations

from typing import Any

import pytest
from google import genai
from google.genai import types
from websockets.exceptions import InvalidStatus

from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import QUICK, limited

KEY = "a-key-for-tests"

WAYS: dict[str, dict[str, Any]] = {
    "the default version": {"api_key": KEY},
    "v1": {"api_key": KEY, "api_version": "v1"},
    "v1alpha": {"api_key": KEY, "api_version": "v1alpha"},
    "v1beta": {"api_key": KEY, "api_version": "v1beta"},
    "a slash at the end": {"api_key": KEY, "path": "/"},
    "a prefix": {"api_key": KEY, "path": "/behind/a/proxy"},
    "a Vertex express key": {"api_key": KEY, "vertexai": True},
    "Vertex v1": {"api_key": KEY, "vertexai": True, "api_version": "v1"},
    "Vertex with a prefix": {"api_key": KEY, "vertexai": True, "path": "/v1/projects/p"},
    "a gateway": {
        "vertexai": True,
        "path": "/v1beta/models/any-model/liveStream",
        "headers": {"Authorization": f"Bearer {KEY}"},
    },
}


def client(
    server: Server,
    *,
    path: str = "",
    api_key: str | None = None,
    vertexai: bool = False,
    **options: Any,
) -> genai.Client:
    """A client of the server, whatever the environment says."""
    tls = server.client_context()
    base = server.tls_url if api_key else server.tls_url.replace("https", "wss")
    return genai.Client(
        vertexai=vertexai,
        api_key=api_key,
        http_options=types.HttpOptions(
            base_url=base + path,
            client_args={"verify": tls},
            async_client_args={"verify": tls, "ssl": tls, "proxy": None},
            **options,
        ),
    )


async def greeted(client: genai.Client, model: str = "gemini-3.8-live") -> bool:
    """Whether a session is opened, and something said is answered."""
    config = types.LiveConnectConfig(response_modalities=[types.Modality.AUDIO])
    async with client.aio.live.connect(model=model, config=config) as live:
        await live.send_realtime_input(text="hello")
        return any([message.data async for message in live.receive()])


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK reads a project and keys from it."""
    for name in (
        "GOOGLE_CLOUD_PROJECT",
        "GOOGLE_CLOUD_LOCATION",
        "GOOGLE_API_KEY",
        "GEMINI_API_KEY",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_sdk_finds_its_way(way: dict[str, Any]) -> None:
    """With the key where that way puts it; without it there is no way in."""

    async def main() -> None:
        async with Server(ServerOptions(scenario=QUICK, api_key=KEY)) as server:
            assert await greeted(client(server, **way))
        async with Server(ServerOptions(scenario=QUICK, api_key="another")) as server:
            with pytest.raises(InvalidStatus) as refused:
                await greeted(client(server, **way))
            assert refused.value.response.status_code == 401

    limited(main())
