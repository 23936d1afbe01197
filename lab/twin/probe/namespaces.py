"""Sockets in other network namespaces: a socket stays where it was made, so one process can talk from everywhere; and
captures there, which hear what a host would before its own packet filter.
"""

import ctypes
import os
import resource
import socket
import struct

CLONE_NEWNET = 0x40000000
SOL_PACKET, PACKET_STATISTICS = 263, 6
PACKET_OUTGOING = 4
SO_RCVBUFFORCE = 33
AT_ONCE = 512
"""Packets that are read of one capture before the next one's turn."""
libc = ctypes.CDLL(None, use_errno=True)


def enter(path):
    """Moves this thread into the namespace.
    @raises OSError, also where root is missing
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        if libc.setns(handle, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), path)
    finally:
        os.close(handle)


def grouped(items, key):
    """Items by namespace, so that each is entered once."""
    groups = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def many_files():
    """A matrix needs a socket for each of its probes."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def capture(kind, protocol, buffer):
    """A socket in this namespace, not bound to a device yet. @param buffer  bytes that it holds"""
    end = socket.socket(socket.AF_PACKET, kind, protocol)
    end.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, buffer)
    end.setblocking(False)
    return end


def captured(receive):
    """What came in and was not yet read: nothing that this host itself sent. @param receive  gives (data, …, origin)"""
    for _ in range(AT_ONCE):
        try:
            data, *more, origin = receive()
        except BlockingIOError:
            return
        if origin[2] != PACKET_OUTGOING:
            yield data, *more


def overrun(captures):
    """Packets that the captures themselves lost: with any, they prove nothing."""
    return sum(struct.unpack("II", end.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))[1] for end in captures)
