import { LoopbackRelay, type RelayMode } from "../../tests/support/loopback-relay.ts";
import { startPlayerHouse } from "../../tests/support/player-house.ts";
import { SessionRig } from "../../tests/support/session-rig.ts";

const DAY_MS = 86_400_000;
const LIMIT_MB = 2;
/** TCP and IPv4 headers of one segment; what carries data is acknowledged by one of its own at worst. */
const SEGMENT_BYTES = 52;
/** TLS 1.3: header, type and tag of one record. */
const TLS_RECORD_BYTES = 22;

interface Way {
  readonly mode: RelayMode;
  readonly everyMs: number;
  readonly segments: number;
}

const SOCKET: Way = { mode: "through", everyMs: 30_000, segments: 4 };
const POLL: Way = { mode: "no-upgrade", everyMs: 60_000, segments: 4 };

/**
 * Bytes a day of a player that plays its loop and has nothing to fetch: an hour of heartbeats over a real connection
 * to the real server, whose clock is moved on between them, counted by a relay in the middle. Every heartbeat tells
 * another item on the glass and a longer log, as with showings of ten seconds. Play records are not in it.
 */
async function bytesADay({ mode, everyMs, segments }: Way): Promise<{ bytes: number; beatBytes: number }> {
  const house = await startPlayerHouse();
  const relay = await LoopbackRelay.start(house.url);
  relay.mode = mode;
  const rig = new SessionRig(house, relay.url);
  try {
    rig.session.start();
    await until(() => rig.answers > 0);
    const beats = 3_600_000 / everyMs;
    const before = relay.upBytes + relay.downBytes;
    for (let beat = 0; beat < beats; beat += 1) {
      house.clock.advance(everyMs);
      const playing = beat.toString(16).padStart(64, "0");
      rig.state = { playing, ledgerHead: { boot: 12, seq: 100_000 + beat * 3 } };
      const { answers } = rig;
      rig.session.stateChanged();
      await until(() => rig.answers > answers);
    }
    const beatBytes = (relay.upBytes + relay.downBytes - before) / beats;
    const overhead = segments * SEGMENT_BYTES + 2 * TLS_RECORD_BYTES;
    return { bytes: (DAY_MS / everyMs) * (beatBytes + overhead), beatBytes };
  } finally {
    rig.stop();
    await relay.stop();
    await house.close();
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error("No answer in time.");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The last line holds the figures. */
async function bench(): Promise<void> {
  const results = [];
  for (const [name, way] of Object.entries({ WebSocket: SOCKET, polling: POLL })) {
    const { bytes, beatBytes } = await bytesADay(way);
    const oursMb = Number((bytes / 1_000_000).toFixed(3));
    results.push({
      what: `wire of an idle player by ${name}, a day, TCP/IP and TLS included (${Math.round(beatBytes)} bytes an exchange)`,
      ours: oursMb,
      limit: LIMIT_MB,
      unit: "MB",
      ratio: Number((oursMb / LIMIT_MB).toFixed(3)),
      aim: 1,
      met: oursMb <= LIMIT_MB,
    });
  }
  process.stdout.write(`${JSON.stringify({ bench: "idle-wire", results })}\n`);
}

await bench();
