"""Application default credentials: found, refreshed, and refused in words."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from livechat.errors import CredentialError, LivechatError, NetworkError
from livechat.live import adc
from livechat.live.adc import DefaultCredentials
from tests.support.web import Asked, Reply, Web, serving

pytestmark = pytest.mark.network

VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"


@pytest.fixture(scope="module")
def private_key() -> str:
    """A service account's, made up."""
    key = rsa.generate_private_key(65537, 2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


class Google:
    """A token server."""

    def __init__(self) -> None:
        self.status = 200
        self.headers: dict[str, str] = {}
        self.answer: dict[str, Any] = {"token_type": "Bearer", "expires_in": 3600}
        self.given = 0

    def __call__(self, asked: Asked) -> Reply:
        self.given += 1
        body = {"access_token": f"ya29.{self.given}", **self.answer}
        return self.status, self.headers, json.dumps(body).encode()


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither a login of whoever runs this, nor a machine in Google's cloud, nor a proxy."""
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "gcloud"))
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv("GOOGLE_CLOUD_PROJECT", raising=False)
    monkeypatch.delenv("GCLOUD_PROJECT", raising=False)
    monkeypatch.setattr("google.auth.compute_engine._metadata.is_on_gce", lambda request: False)
    for name in ("https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def google() -> Google:
    """How the token server behaves."""
    return Google()


@pytest.fixture
def web(
    google: Google, private_key: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Web]:
    """The token server, and a service account that is to ask it."""
    with serving(google) as web:
        account = {
            "type": "service_account",
            "project_id": "own-project",
            "private_key_id": "1",
            "private_key": private_key,
            "client_email": "robot@own-project.example",
            "client_id": "1",
            "token_uri": f"{web.url}/token",
        }
        (tmp_path / "account.json").write_text(json.dumps(account))
        (tmp_path / "ca.pem").write_bytes(web.cert_pem)
        monkeypatch.setenv(VARIABLE, str(tmp_path / "account.json"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        yield web


def failure(credentials: DefaultCredentials) -> LivechatError:
    with pytest.raises(LivechatError) as caught:
        credentials.fresh()
    # What a server or a file says stays out of sight, also in a traceback.
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    return caught.value


def test_a_token_is_fetched_once_and_again_before_it_ends(web: Web) -> None:
    """Over the certificates that count for everything else."""
    credentials = DefaultCredentials()
    found, project = credentials.fresh()
    assert (found.token, project) == ("ya29.1", "own-project")
    assert credentials.token == "ya29.1"
    assert credentials.fresh()[0].token == "ya29.1"
    assert [one.path for one in web.asked] == ["/token"]
    soon = datetime.now(UTC) + timedelta(minutes=2)
    found.expiry = soon.replace(tzinfo=None)  # naive, as google-auth has it
    assert credentials.fresh()[0].token == "ya29.2"


def test_looking_asks_nobody(web: Web) -> None:
    """A status needs no token."""
    credentials = DefaultCredentials()
    assert credentials.find() == "own-project"
    assert credentials.token == ""
    assert web.asked == []


def test_none_at_all_names_the_login(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 3."""
    error = failure(DefaultCredentials())
    assert isinstance(error, CredentialError)
    assert "No application default credentials" in error.what
    assert "gcloud auth application-default login" in error.remedy


@pytest.mark.parametrize(
    "text", [None, "not json", '{"type": "unheard of"}', "{}", "[]", '"s3cret"']
)
def test_a_file_that_is_no_credential_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None
) -> None:
    """Missing, damaged or of an unknown kind."""
    if text is not None:
        (tmp_path / "f.json").write_text(text)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "f.json"))
    error = failure(DefaultCredentials())
    assert isinstance(error, CredentialError)
    assert "missing or damaged" in error.what
    assert VARIABLE in error.remedy
    assert "s3cret" not in str(error)


def test_a_refused_account_is_told_by_its_code_alone(web: Web, google: Google) -> None:
    """Whatever else the server says is not repeated."""
    google.status, google.answer = 400, {"error": "invalid_grant", "error_description": "s3cret"}
    error = failure(DefaultCredentials())
    assert isinstance(error, CredentialError)
    assert "(invalid_grant)" in error.what
    assert "s3cret" not in str(error)
    google.answer = {"error": "s3cret\n"}
    assert "s3cret" not in str(failure(DefaultCredentials()))


def test_a_server_that_moved_is_not_followed(web: Web, google: Google) -> None:
    """It would be sent an assertion that is not for it."""
    google.status, google.headers = 307, {"Location": f"{web.url}/elsewhere"}
    failure(DefaultCredentials())
    assert {one.path for one in web.asked} == {"/token"}


def test_an_untrusted_token_server_is_a_matter_of_the_network(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 5; nothing was sent."""
    monkeypatch.delenv("SSL_CERT_FILE")
    error = failure(DefaultCredentials())
    assert isinstance(error, NetworkError)
    assert "SSL_CERT_FILE" in error.remedy
    assert web.asked == []


def test_what_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A metadata server that swallows packets must not hold a call up for ever."""
    hanging = threading.Event()
    monkeypatch.setattr(adc, "LIMIT_S", 0.0)
    monkeypatch.setattr("google.auth.default", lambda *_: hanging.wait())
    error = failure(DefaultCredentials())
    assert isinstance(error, NetworkError)
    hanging.set()
