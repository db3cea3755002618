"""Joins two network namespaces by a line that is as slow, as lossy and as broken as it is told to be.

    bridge.py NAMESPACE ADDRESS OTHER_NAMESPACE OTHER_ADDRESS CONTROL_FILE

The control file holds one JSON object and is read again whenever it changes:

    delayMs, jitterMs   one way; packets keep their order
    loss                share of packets that are lost, 0 to 1
    kbit                what fits through in each direction; 0: any amount
    cut                 "none", "both", or one way only: "there" (from the first namespace) or "back"
    seed                of the random numbers, when it starts
"""

import ctypes
import fcntl
import heapq
import json
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN_NO_PI = 0x0001 | 0x1000
CLONE_NEWNET = 0x40000000
MTU = 1400
MAX_PACKET = 65536
LOOK_AT_CONTROL_S = 0.05
# A router on a slow line holds this much; what does not fit is lost.
QUEUE_S = 1.5
LIBC = ctypes.CDLL(None, use_errno=True)


def enter(namespace_fd):
    if LIBC.setns(namespace_fd, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def make_end(namespace, address, peer):
    """A TUN device in the namespace, in whose place this process stands."""
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    enter(os.open("/run/netns/" + namespace, os.O_RDONLY))
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH", b"line0", IFF_TUN_NO_PI))
    enter(home)
    for words in (["addr", "add", address, "peer", peer, "dev", "line0"], ["link", "set", "line0", "mtu", str(MTU), "up"]):
        subprocess.check_call(["ip", "-n", namespace, *words])
    return end


class Line:
    def __init__(self, control_path):
        self.control_path = control_path
        self.changed_at = 0
        self.state = {}
        self.read_control()
        self.random = random.Random(self.state.get("seed", 1))
        self.waiting = []
        self.count = 0
        self.free_at = {"there": 0.0, "back": 0.0}
        self.due_last = {"there": 0.0, "back": 0.0}

    def read_control(self):
        changed_at = os.stat(self.control_path).st_mtime_ns
        if changed_at == self.changed_at:
            return
        try:
            with open(self.control_path, encoding="utf-8") as control:
                self.state = json.load(control)
            self.changed_at = changed_at
        except ValueError:
            # It is being written just now.
            return

    def take(self, packet, way, end, now):
        state = self.state
        if state.get("cut", "none") in (way, "both") or self.random.random() < state.get("loss", 0):
            return
        sent_at = now
        kbit = state.get("kbit", 0)
        if kbit > 0:
            begins_at = max(now, self.free_at[way])
            if begins_at - now > QUEUE_S:
                return
            sent_at = begins_at + len(packet) * 8 / (kbit * 1000)
            self.free_at[way] = sent_at
        jitter = self.random.uniform(-1, 1) * state.get("jitterMs", 0)
        due = max(self.due_last[way], sent_at + max(0.0, state.get("delayMs", 0) + jitter) / 1000)
        self.due_last[way] = due
        self.count += 1
        heapq.heappush(self.waiting, (due, self.count, way, end, packet))

    def deliver(self, now):
        while self.waiting and self.waiting[0][0] <= now:
            _, _, way, end, packet = heapq.heappop(self.waiting)
            # What was under way when the line was cut is gone too.
            if self.state.get("cut", "none") in (way, "both"):
                continue
            try:
                os.write(end, packet)
            except OSError:
                # The other side has no room: a lost packet like any other.
                continue

    def wait_s(self, now):
        return max(0.0, min(LOOK_AT_CONTROL_S, self.waiting[0][0] - now)) if self.waiting else LOOK_AT_CONTROL_S


def main():
    namespace, address, other_namespace, other_address, control_path = sys.argv[1:]
    one = make_end(namespace, address, other_address)
    other = make_end(other_namespace, other_address, address)
    line = Line(control_path)
    print("joined", flush=True)
    looked_at = 0.0
    while True:
        now = time.monotonic()
        if now - looked_at > LOOK_AT_CONTROL_S:
            looked_at = now
            line.read_control()
        ready, _, _ = select.select([one, other], [], [], line.wait_s(now))
        for end in ready:
            try:
                while True:
                    packet = os.read(end, MAX_PACKET)
                    way, opposite = ("there", other) if end == one else ("back", one)
                    line.take(packet, way, opposite, time.monotonic())
            except BlockingIOError:
                continue
        line.deliver(time.monotonic())


main()
