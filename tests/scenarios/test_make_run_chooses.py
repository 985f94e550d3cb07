"""`make run`: the service where there is a token, the demo where there is none."""
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "run"


@pytest.fixture
def chosen(tmp_path):
    """What would be started, with these bytes in .env and this environment."""
    told = tmp_path / "bin" / "supervisor"
    told.parent.mkdir()
    told.write_text('#!/bin/sh\necho "$@"\n', "utf-8")
    told.chmod(0o755)

    def choose(dotenv=None, **environment):
        if dotenv is not None:
            (tmp_path / ".env").write_bytes(dotenv)
        done = subprocess.run([SCRIPT, told.parent], cwd=tmp_path, env={"PATH": "/usr/bin:/bin", **environment},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()
    return choose


@pytest.mark.parametrize("dotenv", [b"DISCORD_TOKEN=abc", b"\xef\xbb\xbfDISCORD_TOKEN=abc\r\n", b'export DISCORD_TOKEN="abc"\n',
                                    b"# r\xc3\xa9glages\n  DISCORD_TOKEN = 'abc' # mon jeton\n", b"A=1\nDISCORD_TOKEN_FILE=/x\n"])
def test_a_token_in_the_env_file_starts_the_service(chosen, dotenv):
    assert chosen(dotenv) == "run"


def test_a_token_in_the_environment_starts_the_service(chosen):
    assert chosen(DISCORD_TOKEN="abc") == "run"
    assert chosen(DISCORD_TOKEN_FILE="/x") == "run"


@pytest.mark.parametrize("dotenv", [None, b"", b"DISCORD_TOKEN=\nPORT=1\n", b"DISCORD_TOKEN=''\n", b"#DISCORD_TOKEN=abc\n",
                                    b"DISCORD_TOKEN= # rien\r\n", b"MY_DISCORD_TOKEN=abc\n"])
def test_without_a_token_the_demo_is_started(chosen, dotenv):
    assert chosen(dotenv) == "run --demo"
    assert chosen(DISCORD_TOKEN="") == "run --demo"
