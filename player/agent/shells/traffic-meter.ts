import type { Socket } from "node:net";
import { join } from "node:path";
import * as z from "zod";
import { addTraffic, type TrafficAccount } from "../core/transfer-budget.ts";
import { openTwinFile } from "../ports/twin-file.ts";

/** Bytes after which the account goes to disk; a crash forgets at most so many. Each write wears the disk. */
const WRITE_EVERY_BYTES = 16_000_000;

const Account = z.strictObject({ date: z.string(), dayBytes: z.int().min(0), monthBytes: z.int().min(0) });

/** What this player has sent and received, of everything, as the network counts it. */
export interface TrafficMeter {
  readonly account: TrafficAccount;
  /** Bytes since the start. */
  readonly totalBytes: number;
  /** Counts a connection's bytes until it closes. */
  watch(socket: Socket): void;
  /** Brings the account up to date on disk. */
  save(): Promise<void>;
}

/** Opens `<dataDir>/traffic.{a,b}`; an account that cannot be read begins anew. `today` is the site's date. */
export async function openTrafficMeter(
  dataDir: string,
  today: () => string,
  onError: (error: unknown) => void,
): Promise<TrafficMeter> {
  const file = openTwinFile(join(dataDir, "traffic"));
  let account = await readAccount(file).catch((error: unknown) => {
    onError(error);
    return undefined;
  });
  account ??= { date: today(), dayBytes: 0, monthBytes: 0 };
  let kept = account;
  let closedBytes = 0;
  let countedBytes = 0;
  let unwrittenBytes = 0;
  let writing: Promise<void> = Promise.resolve();
  const live = new Set<Socket>();
  const total = () => [...live].reduce((sum, socket) => sum + bytesOf(socket), closedBytes);
  const count = (): TrafficAccount => {
    const sum = total();
    kept = addTraffic(kept, sum - countedBytes, today());
    unwrittenBytes += sum - countedBytes;
    countedBytes = sum;
    if (unwrittenBytes >= WRITE_EVERY_BYTES) save().catch(onError);
    return kept;
  };
  const save = (): Promise<void> => {
    unwrittenBytes = 0;
    const text = JSON.stringify(kept);
    writing = writing.catch(() => undefined).then(() => file.write(text));
    return writing;
  };
  return {
    get account() {
      return count();
    },
    get totalBytes() {
      return total();
    },
    watch(socket) {
      live.add(socket);
      socket.once("close", () => {
        live.delete(socket);
        closedBytes += bytesOf(socket);
      });
    },
    save() {
      count();
      return save();
    },
  };
}

async function readAccount(file: ReturnType<typeof openTwinFile>): Promise<TrafficAccount | undefined> {
  const text = await file.read();
  return text === undefined ? undefined : Account.parse(JSON.parse(text));
}

function bytesOf({ bytesRead, bytesWritten }: Socket): number {
  return bytesRead + (bytesWritten ?? 0);
}
