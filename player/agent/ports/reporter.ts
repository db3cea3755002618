import type { Writable } from "node:stream";

/** Tells whoever started this process what happens, one JSON object a line. */
export type Report = (event: string, detail?: Readonly<Record<string, unknown>>) => void;

/** Writes to `out`. A reader that went away must not end the player: its lines are dropped. */
export function createReporter(out: Writable): Report {
  let isOpen = true;
  out.on("error", () => {
    isOpen = false;
  });
  return (event, detail = {}) => {
    if (isOpen) out.write(`${JSON.stringify({ event, ...detail })}\n`);
  };
}
