"""discord.py and discord.js as peers: each as its authors publish it, alone on a simulator of its own."""
import subprocess
from pathlib import Path

from meter import INTEROP, programs_of
from pretend import Pretend
from processes import Process, children, wait_until

HERE = Path(__file__).resolve().parent
SHELL_LOOP = ("sh", "-c", 'while :; do "$@"; done', "sh")  # the restart that a bot without a supervisor gets


def discordpy_command():
    python = "/usr/bin/python3"
    probe = subprocess.run([python, "-c", "import discord; print(discord.__version__)"], capture_output=True, text=True)
    return (f"discord.py {probe.stdout.strip()}", [python, HERE / "clients/discordpy_rival.py"]) if probe.returncode == 0 else None


def discordjs_command():
    if not programs_of("node") or not (INTEROP / "node_modules/discord.js").is_dir():
        return None
    probe = subprocess.run(["node", "-p", "require('discord.js').version"], cwd=INTEROP, capture_output=True, text=True, check=True)
    return f"discord.js {probe.stdout.strip()}", ["node", INTEROP / "discordjs_rival.mjs"]


COMMANDS = {"discord.py": discordpy_command, "discord.js": discordjs_command}


class Rival:
    def __init__(self, name, command, folder, looped):
        self.name, self.looped = name, looped
        self.pretend = Pretend.start(folder)
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "DISCORD_TOKEN": self.pretend.settings()["DISCORD_TOKEN"]}
        self.process = Process([*(SHELL_LOOP if looped else ()), *command, f"http://127.0.0.1:{self.pretend.port}/"], folder,
                               environment, "rival")

    def wait_said(self, word, times=1):
        def said():
            assert self.process.is_running(), self.process.output()
            return self.process.output().count(word) >= times
        wait_until(said, timeout=300, what=f"{self.name} says {word}")

    def pid(self):
        return children(self.process.pid)[0] if self.looped else self.process.pid

    def end(self):
        self.process.end()
        self.pretend.process.end()


def start_rivals(table, folder, looped=False):
    """Those that are there, ready; the others get a row that says so."""
    rivals = []
    for key, command_of in COMMANDS.items():
        found = command_of()
        if not found:
            table.missing(key, "Debian: python3-discord" if key == "discord.py" else "make interop-folder brings it")
            continue
        (folder / key).mkdir()
        rivals.append(Rival(*found, folder / key, looped))
        rivals[-1].wait_said("ready")
    return rivals
