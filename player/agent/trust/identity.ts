import { join } from "node:path";
import * as z from "zod";
import { NounId } from "../../../schemas/primitives.ts";
import { openTwinFile } from "../ports/twin-file.ts";

/** Whom this player was paired to and as what. The pinned root lies beside it. */
export const Identity = z.strictObject({
  serverUrl: z.string(),
  serverName: z.string(),
  player: z.int().min(1),
  screenId: NounId,
});
export type Identity = z.infer<typeof Identity>;

/** The identity given at pairing, kept whole or not at all; written last, so its presence means "paired". */
export interface IdentityFile {
  find(): Promise<Identity | undefined>;
  write(identity: Identity): Promise<void>;
}

export function openIdentityFile(dataDir: string): IdentityFile {
  const file = openTwinFile(join(dataDir, "identity"));
  return {
    async find() {
      const text = await file.read();
      return text === undefined ? undefined : Identity.parse(JSON.parse(text));
    },
    write: (identity) => file.write(JSON.stringify(identity)),
  };
}
