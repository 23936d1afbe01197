"""Takes messages by TCP (RFC 6587 section 3.4.1) at an address, and prints each on a line. Ends when all words came.

    syslog.py ADDRESS PORT SECONDS WORD...
"""

import asyncio
import sys


async def main():
    address, port, seconds, *words = sys.argv[1:]
    missing, heard = set(words), asyncio.Event()

    async def take(reader, writer):
        try:
            while length := await reader.readuntil(b" "):
                text = (await reader.readexactly(int(length))).decode(errors="replace")
                print(" ".join(text.split()), flush=True)
                missing.difference_update([word for word in missing if word in text])
                if not missing:
                    heard.set()
        except asyncio.IncompleteReadError:
            writer.close()

    await asyncio.start_server(take, address, int(port))
    print("listening", flush=True)
    try:
        await asyncio.wait_for(heard.wait(), float(seconds))
    except asyncio.TimeoutError:
        print("missing", *sorted(missing), flush=True)


asyncio.run(main())
