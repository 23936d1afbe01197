"""A simulated Cisco switch on 127.0.0.1, over SSH.

    python lab/ios --startup FILE --product PID --serial SN [--version V] [--management PORT:VLAN] [--alone]

Prints its port as JSON. It lets in by the keys of the configuration that runs. Then each line on standard input is an order of a test, answered by the device's state:
`{"faults": {kind: pattern of a command}}` sets its faults, `{"minutes": n}` puts its clock forward, `{"reload": true}`
starts it again, `{"command": text}` changes it by hand, `{}` only asks. With `--alone` it takes no orders and runs until it is ended.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path

import asyncssh
from device import Device
from session import Dropped, Endless, Hung, Session


class Simulator:
    def __init__(self, device):
        self.device = device
        self.host_key = asyncssh.generate_private_key("ssh-ed25519")
        self.server = None
        self.port = 0

    async def listen(self):
        """A device that is cut off answers nobody; one that is back does at the same port."""
        if self.device.reached() and self.server is None:
            self.server = await asyncssh.create_server(
                lambda: Login(self.device),
                "127.0.0.1",
                self.port,
                server_host_keys=[self.host_key],
                process_factory=self.talk,
                line_editor=False,
                encoding="utf-8",
            )
            self.port = self.server.get_port()
        elif not self.device.reached() and self.server is not None:
            self.server.close()
            self.server = None

    async def talk(self, process):
        session = Session(self.device)
        line = ""
        process.stdout.write(f"\r\n{session.prompt()}")
        try:
            while sign := await process.stdin.read(1):
                if sign not in "\r\n":
                    line += sign
                    continue
                process.stdout.write(line)
                answer = session.command(line)
                process.stdout.write(f"\n{answer}".replace("\n", "\r\n") + session.prompt())
                line = ""
        except Dropped:
            process.exit(0)
        except Endless as endless:
            await drown(process, endless.pause)
        except Hung:
            await self.listen()
            await asyncio.Event().wait()

    async def order(self, order):
        device = self.device
        device.faults = order.get("faults", device.faults)
        device.offset += order.get("minutes", 0) * 60
        device.tick()
        if order.get("reload"):
            device.reload()
        if "command" in order:
            session = Session(device)
            session.configure("configure terminal")
            for line in order["command"].splitlines():
                session.configuration(line.strip())
        await self.listen()
        return {
            "running": device.text(device.running),
            "startup": device.text(device.startup),
            "pending": device.deadline is not None,
            "log": device.log,
            "typed": device.typed,
        }


async def drown(process, pause):
    """Until the other end has had enough."""
    line = "\r\n" + "lorem ipsum " * 6
    while not process.channel.is_closing():
        process.stdout.write(line if pause else line * 1000)
        try:
            await process.stdout.drain()
        except ConnectionError:
            return
        await asyncio.sleep(pause)


class Login(asyncssh.SSHServer):
    def __init__(self, device):
        self.device = device

    def begin_auth(self, username):
        return True

    def public_key_auth_supported(self):
        return True

    def validate_public_key(self, username, key):
        return self.device.lets_in(username, key)


async def main():
    parser = argparse.ArgumentParser()
    for name in ("startup", "product", "serial"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--version", default="15.2(7)E4")
    parser.add_argument("--management", default="")
    parser.add_argument("--alone", action="store_true")
    options = parser.parse_args()
    port, _, vlan = options.management.partition(":")
    device = Device(
        Path(options.startup).read_text(), options.product, options.serial, options.version, (port, int(vlan)) if vlan else None
    )
    simulator = Simulator(device)
    await simulator.listen()
    print(json.dumps({"port": simulator.port}), flush=True)
    if options.alone:
        await asyncio.Event().wait()
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := await orders.readline():
        print(json.dumps(await simulator.order(json.loads(line))), flush=True)


asyncio.run(main())
