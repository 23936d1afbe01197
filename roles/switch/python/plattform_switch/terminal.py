"""One session on a device's command line: OpenSSH, a prompt, commands and their answers."""

from __future__ import annotations

import os
import re
import select
import subprocess
import tempfile
import time

PROMPT = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)(?P<mode>(?:\([\w.-]+\))?[#>]) ?")
# The largest configuration of a stack has some hundred kilobytes.
LIMIT = 4 * 1024 * 1024
# So many times the longest silence is the longest answer.
PATIENCE = 4


class Broken(Exception):
    """The session can't be used any more; what the device does now is not known."""


class NotReached(Broken):
    """There was no session: nothing was asked and nothing was changed."""


class Terminal:
    """OpenSSH makes the connection: keys, known hosts and jump hosts are those of every other device.

    @param command    OpenSSH with a terminal on the device
    @param seconds    of silence after which a device counts as stuck
    @param questions  patterns of questions that Return may answer
    @raises NotReached with OpenSSH's own words
    """

    def __init__(self, command: list[str], seconds: float, questions: list[str]):
        self.seconds = seconds
        self.questions = re.compile("|".join(questions))
        self.name = self.mode = ""
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors)
        try:
            self.answer()
        except Broken as broken:
            self.close()
            raise NotReached(str(broken)) from broken

    def run(self, command: str) -> str:
        """@returns the answer, without the echo of the command and without the prompt"""
        if re.match(r"(?:no )?hostname |configure revert", command):
            self.name = ""  # the next prompt says which one it is
        self.send(command)
        return self.answer(echo=True).partition("\n")[2]

    def send(self, text: str):
        try:
            self.process.stdin.write(f"{text}\n".encode())
            self.process.stdin.flush()
        except OSError as error:
            raise self.ended() from error

    def answer(self, echo: bool = False) -> str:
        """Reads up to the next prompt, whatever comes before it.
        @param echo  whether the first line is the command again, which may hold a secret
        """
        text = ""
        over = time.monotonic() + PATIENCE * self.seconds
        while True:
            text += self.read(text.partition("\n")[2] if echo else text, over)
            if len(text) > LIMIT:
                raise Broken(f"no prompt within {LIMIT} signs of answer")
            before, _, last = text.rpartition("\n")
            end = PROMPT.fullmatch(last)
            if end and self.mine(end["name"]):
                self.name, self.mode = self.name or end["name"], end["mode"]
                return before
            if self.questions.search(last):
                self.send("")
                text += "\n"

    def mine(self, name: str) -> bool:
        """In configuration mode a long name is cut off."""
        return self.name.startswith(name) or not self.name

    def read(self, so_far: str, over: float) -> str:
        """@param over  when the whole answer should have been there"""
        left = over - time.monotonic()
        patience = min(self.seconds, left)
        if patience <= 0 or not select.select([self.process.stdout], [], [], patience)[0]:
            waited = self.seconds if left > self.seconds else PATIENCE * self.seconds
            last = so_far.rstrip().rpartition("\n")[2][-80:]
            raise Broken(f"no prompt within {waited:g} seconds; the device's last words are {last!r}")
        chunk = os.read(self.process.stdout.fileno(), 65536)
        if not chunk:
            raise self.ended()
        # A line that is wider than the terminal is moved by backspaces.
        return re.sub(r"[\r\x00]|.?\x08", "", chunk.decode(errors="replace"))

    def ended(self) -> Broken:
        self.process.wait(self.seconds)
        self.errors.seek(0)
        said = self.errors.read().decode(errors="replace").strip()
        return Broken(f"the connection ended: {said or 'closed by the device'}")

    def close(self):
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.errors):
            try:
                stream.close()
            except OSError:
                pass  # a command that can't be sent any more is not missed

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
