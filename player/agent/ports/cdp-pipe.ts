import type { Readable, Writable } from "node:stream";

const CALL_TIMEOUT_MS = 10_000;

/** The browser's debugging protocol over two pipes: no port that anyone else on the machine could use. */
export interface CdpPipe {
  /** Rejects when the browser answers with an error, not in time, or is gone. */
  call(method: string, parameters?: object, sessionId?: string, withinMs?: number): Promise<Record<string, unknown>>;
}

interface Waiting {
  readonly resolve: (result: Record<string, unknown>) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** What the browser says without having been asked. */
export type CdpListener = (method: string, parameters: Record<string, unknown>) => void;

/** Messages are JSON, each ended by a zero byte. Events are a help, not a proof: a hung page sends none. */
export function openCdpPipe(
  toBrowser: Writable,
  fromBrowser: Readable,
  onEvent: CdpListener = () => undefined,
): CdpPipe {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let rest: string[] = [];
  let isGone = false;
  const fail = (reason: string) => {
    isGone = true;
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(new Error(reason));
    }
    waiting.clear();
  };
  fromBrowser.setEncoding("utf8");
  fromBrowser.on("data", (text: string) => {
    const [first = "", ...others] = text.split("\0");
    rest.push(first);
    for (const next of others) {
      settle(rest.join(""), waiting, onEvent);
      rest = [next];
    }
  });
  fromBrowser.on("close", () => fail("The browser has gone."));
  fromBrowser.on("error", () => fail("The browser's pipe broke."));
  toBrowser.on("error", () => fail("The browser's pipe broke."));
  return {
    call(method, parameters = {}, sessionId = undefined, withinMs = CALL_TIMEOUT_MS) {
      if (isGone) return Promise.reject(new Error("The browser has gone."));
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(new Error(`${method} was not answered in time.`));
        }, withinMs);
        waiting.set(id, { resolve, reject, timer });
        const session = sessionId === undefined ? {} : { sessionId };
        toBrowser.write(`${JSON.stringify({ id, method, params: parameters, ...session })}\0`);
      });
    },
  };
}

function settle(message: string, waiting: Map<number, Waiting>, onEvent: CdpListener): void {
  const { id, method, params, result, error } = JSON.parse(message) as {
    id?: number;
    method?: string;
    params?: Record<string, unknown>;
    result?: Record<string, unknown>;
    error?: { message: string };
  };
  if (method !== undefined) onEvent(method, params ?? {});
  const call = id === undefined ? undefined : waiting.get(id);
  if (id === undefined || call === undefined) return;
  waiting.delete(id);
  clearTimeout(call.timer);
  if (error === undefined) call.resolve(result ?? {});
  else call.reject(new Error(error.message));
}
