"""An ssh server on this machine with keys of its own, and the command that gets into it."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
CAN_SERVE = bool(SSHD and shutil.which("ssh") and shutil.which("ssh-keygen"))
_PRIVILEGE_FOLDER = Path("/run/sshd")
"""Where the server insists on this empty folder, Debian's service makes it at its start."""


@dataclass(frozen=True)
class Server:
    port: int
    folder: Path

    def command(self, *words: str, key: str = "user") -> list[str]:
        options = ("StrictHostKeyChecking=no", f"UserKnownHostsFile={self.folder / 'known'}")
        named = [f"-o{option}" for option in (*options, "IdentitiesOnly=yes", "LogLevel=ERROR")]
        place = f"{getpass.getuser()}@127.0.0.1"
        identity = str(self.folder / key)
        return ["ssh", "-F", "none", "-p", str(self.port), "-i", identity, *named, place, *words]

    def python(self, **options: str) -> list[str]:
        return self.command(sys.executable, **options)


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Server]:
    assert SSHD is not None
    for name in ("host", "user", "stranger"):
        path = str(folder / name)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
    if os.geteuid() == 0:
        _PRIVILEGE_FOLDER.mkdir(mode=0o755, exist_ok=True)
    server = Server(_free_port(), folder)
    config = folder / "config"
    config.write_text(
        f"ListenAddress 127.0.0.1\nPort {server.port}\nHostKey {folder / 'host'}\n"
        f"AuthorizedKeysFile {folder / 'user.pub'}\nPidFile none\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n"
    )
    process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(config)], stderr=subprocess.PIPE)
    assert process.stderr is not None
    try:
        heard = process.stderr.readline()
        assert b"listening" in heard, heard
        yield server
    finally:
        process.terminate()
        process.communicate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
