"""Sockets in other network namespaces: a socket stays where it was made, so one process can talk from everywhere."""

import ctypes
import os
import resource
import socket

CLONE_NEWNET = 0x40000000
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
