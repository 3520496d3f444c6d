#!/usr/bin/env python3
"""Feeds an input of Crosspoint that is a `process`: an example of the protocol in another language.

    feed.py SOCKET [SECONDS]

Sends a 1 kHz tone on all channels, for the media times that it is to be heard at, and keeps 100 ms ahead of the transmitter.
With --ramp every sample is the low 23 bits of its media index instead, so that a test can tell where each frame went.
"""
import math
import socket
import struct
import sys
import time
from array import array

# To the router: 0xCA, type, samples, epoch (low 8 bits), frames, media index. Followed by the samples.
MESSAGE = struct.Struct("<BBBBIq")
AUDIO, PAUSE, ASK = 0, 1, 2
S32 = 2
# From the router: 0xCB, flags, channels, rate, epoch, window, consumed index, its monotonic ns, its PTP ns, readable index,
# frames accepted, frames free, frames refused since the router began.
POSITION = struct.Struct("<BBHIIIqqqqIIQ")
RUNS = 1
CHUNK = 480


def position(peer):
    """Waits for the next position."""
    octets = b""
    while len(octets) < POSITION.size:
        more = peer.recv(POSITION.size - len(octets))
        if not more:
            sys.exit("the router has gone, or has another writer")
        octets += more
    magic, flags, channels, rate, epoch, window, consumed, mono_ns, ptp_ns, readable, accepted, free, refused = POSITION.unpack(octets)
    assert magic == 0xCB
    return {"runs": flags & RUNS, "channels": channels, "rate": rate, "epoch": epoch, "window": window, "consumed": consumed,
            "accepted": accepted, "refused": refused}


def samples(index, now, is_ramp):
    """Left-justified 32-bit samples of a chunk: a function of the media index, so that it does not matter when this began."""
    out = array("i")
    for i in range(index, index + CHUNK):
        value = (i & 0x7FFFFF) << 8 if is_ramp else int(0x10000000 * math.sin(2 * math.pi * (i * 1000 % now["rate"]) / now["rate"]))
        out.extend([value] * now["channels"])
    return out.tobytes()


def main():
    is_ramp = "--ramp" in sys.argv
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    if not arguments:
        sys.exit(__doc__)
    until = time.monotonic() + (float(arguments[1]) if len(arguments) > 1 else 1e9)
    peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    peer.connect(arguments[0])
    now = position(peer)
    epoch, index = None, 0
    while time.monotonic() < until:
        if not now["runs"]:
            time.sleep(0.05)
            peer.sendall(MESSAGE.pack(0xCA, ASK, 0, 0, 0, 0))
            now = position(peer)
            continue
        ahead = min(now["rate"] // 10, now["window"] - CHUNK)
        if now["epoch"] != epoch or index < now["consumed"]:
            # The first time, or the plant's clock was set, or this process was put aside for too long: count from the transmitter.
            epoch, index = now["epoch"], now["consumed"] + ahead // 2
        peer.sendall(MESSAGE.pack(0xCA, AUDIO, S32, epoch & 0xFF, CHUNK, index) + samples(index, now, is_ramp))
        index += CHUNK
        now = position(peer)
        if now["runs"]:
            time.sleep(max(0, index - now["consumed"] - ahead) / now["rate"])
    peer.sendall(MESSAGE.pack(0xCA, PAUSE, 0, 0, 0, 0))
    position(peer)
    print("wrote up to", index, "refused", now["refused"])


main()
