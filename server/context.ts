import type { Kysely } from "kysely";
import type { ContentStore } from "../content/store/content-store.ts";
import type { Role, Tables } from "./db/tables.ts";
import type { Bus } from "./ports/bus.ts";
import type { KeyCabinet } from "./services/trust/key-cabinet.ts";

export type Database = Kysely<Tables>;

/** Who asks. Jobs and the installation itself act as `system`, which no request can name. */
export type Actor =
  | { readonly kind: "person"; readonly personId: string; readonly roles: ReadonlySet<Role> }
  | { readonly kind: "system"; readonly reason: string }
  | { readonly kind: "anonymous" };

export interface Log {
  info(event: string, detail?: Readonly<Record<string, unknown>>): void;
  warn(event: string, detail?: Readonly<Record<string, unknown>>): void;
  error(event: string, detail?: Readonly<Record<string, unknown>>): void;
}

/** Everything a verb may touch. Built once in `app.ts`; a request only replaces `actor`. */
export interface ServiceContext {
  readonly db: Database;
  readonly now: () => number;
  readonly log: Log;
  readonly bus: Bus;
  readonly store: ContentStore;
  readonly keys: KeyCabinet;
  readonly actor: Actor;
  readonly settings: {
    /** Bound into pairing words and every player's answer to a challenge. */
    readonly serverName: string;
    /** Changes when a backup is restored. */
    readonly serverEpoch: string;
    /** Address under which phones reach `/q/<code>`; null: a QR leads to the article itself. */
    readonly publicUrl: string | null;
    readonly maxUploadBytes: number;
    /** An ffmpeg to use and no other; null: the best one found. */
    readonly ffmpegPath: string | null;
  };
}

/** The same context for another actor. */
export function asActor(ctx: ServiceContext, actor: Actor): ServiceContext {
  return { ...ctx, actor };
}
