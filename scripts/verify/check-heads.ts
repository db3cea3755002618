import { DOCUMENT_TYPES } from "../../schemas/envelope.ts";
import { PlayBatchHead, type PlayGap, type PlayKey } from "../../schemas/play-record.ts";
import { keyIdOf } from "../../schemas/trust/envelope.ts";
import { openSignedDocument } from "../../schemas/trust/signed-document.ts";
import { HeadRow, type PlayerRow } from "./bundle-shapes.ts";
import type { Told } from "./findings.ts";
import { type Bundle, placeOf, readRows } from "./read-files.ts";

/** What a player signed of one batch. */
export interface SignedHead {
  readonly last: PlayKey;
  readonly headSha256: string;
  readonly gaps: readonly PlayGap[];
}

/** The heads of a player whose signature is good, in the order of the chain; of any other it is told why. */
export async function checkHeads(bundle: Bundle, player: PlayerRow): Promise<SignedHead[]> {
  const file = `players/${player.player}/heads.jsonl`;
  const keys = new Map([[player.keyId, player.publicKey]]);
  const isKeyNamed = (await keyIdOf(player.publicKey)) === player.keyId;
  const heads: SignedHead[] = [];
  const name = (row: unknown) => nameHead(player.player, row);
  for await (const { number, row } of readRows(bundle, file, HeadRow, name)) {
    if (row === null) continue;
    const opened = await openSignedDocument(row.envelope, DOCUMENT_TYPES.playBatch, PlayBatchHead, keys, 1);
    if (isKeyNamed && opened.ok && isOf(opened.document, player.player, row)) {
      const { last, headSha256, gaps = [] } = opened.document;
      heads.push({ last, headSha256, gaps });
      continue;
    }
    const what = {
      vi: "chữ ký của lô này không phải của thiết bị",
      en: "this batch is not signed by the player",
    };
    bundle.findings.tell({ file, row: number, where: placeOf(file, number, name(row)), what });
  }
  return heads;
}

/** Order of keys: by boot, then by number. */
export function compareKeys(one: PlayKey, other: PlayKey): number {
  return one.boot - other.boot || one.seq - other.seq;
}

function isOf(head: PlayBatchHead, player: number, key: PlayKey): boolean {
  return head.player === player && compareKeys(head.last, key) === 0;
}

function nameHead(player: number, row: unknown): Told | null {
  const parsed = HeadRow.pick({ boot: true, seq: true }).loose().safeParse(row);
  if (!parsed.success) return null;
  const { boot, seq } = parsed.data;
  return {
    vi: `chữ ký lô của thiết bị ${player} đến lần bật ${boot}, số ${seq}`,
    en: `batch head of player ${player} up to boot ${boot}, seq ${seq}`,
  };
}
