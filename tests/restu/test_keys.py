import base64
import json
from pathlib import Path

from joserfc.jwk import OKPKey

from restu.keys import are_complete, ensure_keys


def test_every_identity_gets_its_own_private_keys(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    ensure_keys(folder, ["content", "consent"])

    kids = set()
    for identity in ("content", "consent", "cli"):
        file = folder / identity / "signing.jwks"
        assert file.stat().st_mode & 0o777 == 0o600
        (jwk,) = json.loads(file.read_text())["keys"]
        key = OKPKey.import_key(jwk)
        assert key.is_private
        assert jwk["kid"] == key.thumbprint()
        kids.add(jwk["kid"])
    assert len(kids) == 3

    sealing = [(folder / identity / "sealing.keys").read_text().split() for identity in ("content", "consent")]
    assert [len(base64.urlsafe_b64decode(line)) for lines in sealing for line in lines] == [32, 32]
    assert sealing[0] != sealing[1]


def test_what_is_trusted_is_the_command_lines_public_key(tmp_path: Path) -> None:
    ensure_keys(tmp_path / "keys", [])
    (private,) = json.loads((tmp_path / "keys" / "cli" / "signing.jwks").read_text())["keys"]
    (public,) = json.loads((tmp_path / "keys" / "trusted.jwks").read_text())["keys"]
    assert public["service"] == "cli"
    assert public["kid"] == private["kid"]
    assert "d" not in public


def test_existing_keys_are_never_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    ensure_keys(folder, ["content"])
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert not are_complete(folder, ["content", "consent"])

    ensure_keys(folder, ["content", "consent"])

    assert {path: path.read_bytes() for path in before} == before
    assert are_complete(folder, ["content", "consent"])
