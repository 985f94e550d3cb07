"""Every command of the guides works as it stands there, in the folder of a service that runs."""
import re
import subprocess
from pathlib import Path

from processes import BIN
from receiver import Receiver

DOCS = Path(__file__).resolve().parents[2] / "docs"
AS_IT_IS = {"make run", "make", "cp .env.example .env", "apt-get install -y make", "make packages-build && make"}  # tests of their own


def commands(guide):
    """What stands between backquotes or in a block and begins like a command."""
    text = (DOCS / guide).read_text("utf-8")
    blocks = re.findall(r"^```\n(.*?)^```", text, re.M | re.S)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    inline = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    return {c for c in (*lines, *inline) if re.match(r"(build/supervisor|make|cp|grep|apt-get|cat|tail|curl) ?", c) and c not in AS_IT_IS}


def test_each_command_of_the_guides_works(simulator, new_service):
    told = Receiver()
    service = new_service({**simulator.settings(), "ALERT_FALLBACK_URL": told.url("/alerts")}).start_healthy()
    (service.folder / "build").symlink_to(BIN)
    simulator.post("gateway", do="drop")  # a disconnection, for whoever searches one
    service.wait_log("event=gateway.resumed")
    try:
        found = commands("guide.fr.md")
        assert found == commands("guide.en.md") and len(found) >= 7, found
        for command in sorted(found):
            answer = subprocess.run(["sh", "-c", command], cwd=service.folder, env=service.environment, stdin=subprocess.DEVNULL,
                                    capture_output=True, text=True, timeout=60)
            assert answer.returncode == 0, f"{command}: {answer.stdout}{answer.stderr}"
            assert answer.stdout or answer.stderr or "task" in command, f"{command} says nothing"
            service.wait_healthy()
        assert len(told.requests) == 1
    finally:
        told.close()
