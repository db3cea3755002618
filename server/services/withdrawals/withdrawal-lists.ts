import { Envelope } from "../../../schemas/envelope.ts";
import type { ServiceContext } from "../../context.ts";
import { findWithdrawalsText } from "../../db/repos/player-files.ts";

/** A longer list is fetched by who needs it. */
const MAX_SENT_ALONG_BYTES = 200_000;

/** The newest signed list of withdrawals, read once for all the players it is sent to. */
export interface WithdrawalLists {
  /** The list of this version, if it is short enough to be sent along with a status. */
  findShort(version: number): Promise<Envelope | undefined>;
}

export function createWithdrawalLists(ctx: Pick<ServiceContext, "db">): WithdrawalLists {
  let newest: { version: number; list: Promise<Envelope | undefined> } | undefined;
  const read = async (version: number): Promise<Envelope | undefined> => {
    const text = await findWithdrawalsText(ctx.db, version);
    return text === undefined || text.length > MAX_SENT_ALONG_BYTES ? undefined : Envelope.parse(JSON.parse(text));
  };
  return {
    findShort(version) {
      if (version === 0) return Promise.resolve(undefined);
      // A signed list never changes under its version; one that could not be read is read again.
      if (newest?.version !== version) {
        const list = read(version);
        newest = { version, list };
        list.catch(() => {
          newest = undefined;
        });
      }
      return newest.list;
    },
  };
}
