import { z } from "zod";
import { PlayRecord } from "../../../schemas/play-record.ts";

/** What is known of a showing when it begins; the rest is added when it is closed. */
export const ShowingDraft = PlayRecord.omit({
  player: true,
  boot: true,
  seq: true,
  shownMs: true,
  outcome: true,
  prevSha256: true,
});
export type ShowingDraft = z.infer<typeof ShowingDraft>;

const ShowingKey = z.string().min(1).max(80);

/** One line of the outbox: a showing that qualified, how far it has come, or its closed record. */
export const OutboxLine = z.discriminatedUnion("t", [
  z.strictObject({
    t: z.literal("open"),
    boot: z.int().min(1),
    showing: ShowingKey,
    draft: ShowingDraft,
    shownMs: z.int().min(0),
  }),
  z.strictObject({ t: z.literal("progress"), showing: ShowingKey, shownMs: z.int().min(0) }),
  z.strictObject({ t: z.literal("closed"), showing: ShowingKey, record: PlayRecord }),
]);
export type OutboxLine = z.infer<typeof OutboxLine>;

/** CRC-32 of text as UTF-8; passed in because the cores know no library. */
export type Checksum = (text: string) => number;

/** One line of the log file, line break included: eight hex digits of CRC, a space, the JSON. */
export function encodeLine(line: OutboxLine, checksum: Checksum): string {
  const json = JSON.stringify(line);
  return `${checksum(json).toString(16).padStart(8, "0")} ${json}\n`;
}

/** The line that stands in `text` (without its break), or `undefined` when a single bit of it has changed. */
export function decodeLine(text: string, checksum: Checksum): OutboxLine | undefined {
  const json = text.slice(9);
  if (text[8] !== " " || checksum(json).toString(16).padStart(8, "0") !== text.slice(0, 8)) return undefined;
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    return undefined;
  }
  const parsed = OutboxLine.safeParse(data);
  return parsed.success ? parsed.data : undefined;
}
