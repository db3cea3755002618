import { expect, test } from "vitest";
import type { Envelope } from "../../../schemas/envelope.ts";
import type { JsonAnswer } from "../ports/network.ts";
import { LostWithdrawals } from "./lost-withdrawals.ts";

const HELD: Envelope = { payload: "AAAA", signatures: [{ protected: "AAAA", signature: "A".repeat(86) }] };
const LACKS = "lacks-entries";

function rig(answers: JsonAnswer[], signed: Envelope | null = HELD) {
  const sent: string[] = [];
  const lost = new LostWithdrawals({
    link: {
      postBytes: async (path, bytes) => {
        sent.push(`${path} ${Buffer.from(bytes).toString("utf8")}`);
        return answers.shift() ?? { kind: "json", data: {} };
      },
    },
    withdrawals: { signed: signed ?? undefined, version: 7 },
    report: () => undefined,
  });
  const hear = (withdrawalsVersion: number, refused?: string, serverEpoch = "one") =>
    lost.bringBack({ serverEpoch, withdrawalsVersion }, refused);
  return { sent, hear };
}

test("a server whose list is older, or lacks entries, gets the one held here, once for each of its lists", async () => {
  const { sent, hear } = rig([]);
  await hear(5);
  await hear(5);
  expect(sent).toEqual([`/player/withdrawals ${JSON.stringify(HELD)}`]);
  await hear(9, LACKS);
  await hear(9, LACKS);
  await hear(9, LACKS, "two");
  expect(sent).toHaveLength(3);
});

test("a server that is not behind gets nothing, and neither does one from a player without a list", async () => {
  const { sent, hear } = rig([]);
  await hear(7);
  await hear(8);
  await hear(8, "signature");
  const bare = rig([], null);
  await bare.hear(3);
  expect([...sent, ...bare.sent]).toEqual([]);
});

test("where nobody answers, it is tried with the next status; a no is taken for an answer", async () => {
  const { sent, hear } = rig([{ kind: "unreachable" }, { kind: "refused" }]);
  await hear(5);
  await hear(5);
  await hear(5);
  expect(sent).toHaveLength(2);
});
