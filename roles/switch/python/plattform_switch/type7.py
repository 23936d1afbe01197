"""Cisco's type 7: `service password-encryption` shows secrets that the device needs in clear. It hides them from a glance only:
the first two digits say where in a sequence that all devices share it begins, and each byte is XORed with it.
"""

from __future__ import annotations

SEQUENCE = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"


def plain(shown: str) -> str | None:
    """@returns None where the text is none of type 7"""
    try:
        start, hidden = int(shown[:2]), bytes.fromhex(shown[2:])
        value = bytes(byte ^ SEQUENCE[(start + place) % len(SEQUENCE)] for place, byte in enumerate(hidden))
        return value.decode("ascii") or None
    except ValueError:
        return None
