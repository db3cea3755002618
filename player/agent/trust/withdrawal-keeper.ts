import { join } from "node:path";
import { DOCUMENT_TYPES, Envelope } from "../../../schemas/envelope.ts";
import { type Withdrawal, Withdrawals } from "../../../schemas/manifest.ts";
import { PLAYER_PATHS } from "../../../schemas/player-http.ts";
import { keysOfRole } from "../../../schemas/trust/root-of-trust.ts";
import { openSignedDocument } from "../../../schemas/trust/signed-document.ts";
import { standingWithdrawals } from "../../../schemas/trust/withdrawal-standing.ts";
import { type WithdrawnSet, withdrawnSet } from "../core/may-show.ts";
import type { ServerLink } from "../ports/network.ts";
import { openTwinFile, TwinFileDamagedError } from "../ports/twin-file.ts";
import type { RootKeeper } from "./root-keeper.ts";
import type { TrustedStateFile } from "./trusted-state.ts";

/** The list lies in files of this size, or so many times it: on a full disk the next one finds its room there. */
const ROOM_BYTES = 16_384;
/** So much of it is free at least. */
const SPARE_BYTES = 4_096;

/**
 * The signed list of what must not be shown. It only grows, also across restarts; an entry of it ceases to count only by
 * the signatures of two approvers, which are checked here against the pinned root.
 */
export interface WithdrawalKeeper {
  /** `null` when a list is known to exist but cannot be read here: then anything may be withdrawn. */
  readonly current: WithdrawnSet | null;
  readonly version: number;
  /** The list that is held, as it was signed; `undefined` before the first. */
  readonly signed: Envelope | undefined;
  /**
   * Brings the list to `version` or above, by the one that was offered if it is that, else by asking for it; on disk
   * before its version counts. `moved`: other things are hidden than before. Returns a reason when it was refused:
   * `lacks-entries` for a list that does not name all that this one names.
   */
  raiseTo(version: number, link: ServerLink, offered?: Envelope): Promise<{ moved: boolean; refused?: string }>;
  /** Judges what lifts withdrawals by the root of now. */
  judgeAgain(): Promise<void>;
}

export async function openWithdrawalKeeper(
  dataDir: string,
  root: RootKeeper,
  trusted: TrustedStateFile,
): Promise<WithdrawalKeeper> {
  const file = openTwinFile(join(dataDir, "withdrawals"));
  const kept = root.isPinned ? await readKept() : undefined;
  const isMissing = kept === undefined && trusted.current.withdrawalsVersion > 0;
  let list: Withdrawals | undefined = kept?.document;
  let signed: Envelope | undefined = kept?.envelope;
  /** Of a list that hides what it names although no disk keeps it. */
  let unkeptVersion = 0;
  let current: WithdrawnSet | null = isMissing ? null : await setOf(list?.entries ?? []);

  async function setOf(entries: readonly Withdrawal[]): Promise<WithdrawnSet> {
    return withdrawnSet(root.isPinned ? await standingWithdrawals(entries, root.current) : entries);
  }

  async function readKept(): Promise<{ document: Withdrawals; envelope: Envelope } | undefined> {
    try {
      const text = await file.read();
      // Room for the first list is taken before anything else can fill the disk; one that is full already has none.
      if (text === undefined) await file.write(withRoom("")).catch(() => undefined);
      if (text === undefined || text.trim() === "") return undefined;
      const envelope = Envelope.parse(JSON.parse(text));
      const document = await openList(envelope);
      const isNewest = document !== undefined && document.version >= trusted.current.withdrawalsVersion;
      return isNewest ? { document, envelope } : undefined;
    } catch (error) {
      if (error instanceof TwinFileDamagedError) return undefined;
      throw error;
    }
  }

  async function openList(envelope: Envelope): Promise<Withdrawals | undefined> {
    const { scheduler } = root.current.roles;
    const keys = keysOfRole(root.current, "scheduler");
    const opened = await openSignedDocument(
      envelope,
      DOCUMENT_TYPES.withdrawals,
      Withdrawals,
      keys,
      scheduler.threshold,
    );
    return opened.ok ? opened.document : undefined;
  }

  /** The list of this version or a later one, with its envelope; or why there is none. */
  async function findList(
    version: number,
    link: ServerLink,
    offered: Envelope | undefined,
  ): Promise<{ envelope: Envelope; next: Withdrawals } | string> {
    const near = offered === undefined ? undefined : await openList(offered);
    if (offered !== undefined && near !== undefined && near.version >= version)
      return { envelope: offered, next: near };
    const answer = await link.getJson(PLAYER_PATHS.withdrawals(version));
    if (answer.kind !== "json") return answer.kind;
    const envelope = Envelope.safeParse(answer.data);
    const next = envelope.success ? await openList(envelope.data) : undefined;
    return envelope.success && next !== undefined ? { envelope: envelope.data, next } : "signature";
  }

  return {
    get current() {
      return current;
    },
    get version() {
      return list?.version ?? 0;
    },
    get signed() {
      return signed;
    },
    async raiseTo(version, link, offered) {
      if (version <= (list?.version ?? 0)) return { moved: false };
      const found = await findList(version, link, offered);
      if (typeof found === "string") return { moved: false, refused: found };
      const { envelope, next } = found;
      if (next.version < version || next.version < trusted.current.withdrawalsVersion) {
        return { moved: false, refused: "gone-back" };
      }
      if (list !== undefined && !namesAll(next.entries, list.entries)) {
        return { moved: false, refused: "lacks-entries" };
      }
      const nextSet = await setOf(next.entries);
      try {
        // On disk before anything is hidden: a power cut in between must not bring it back.
        await file.write(withRoom(JSON.stringify(envelope)));
        await trusted.raise({ withdrawalsVersion: next.version });
        list = next;
        signed = envelope;
      } catch (error) {
        // A full disk keeps nothing on the glass either; the version does not count until it is kept. To be told of it
        // once is enough: each answer of the server names the version again.
        const moved = unkeptVersion !== next.version;
        unkeptVersion = next.version;
        return { moved, refused: `not-kept: ${String(error)}` };
      } finally {
        current = nextSet;
      }
      return { moved: true };
    },
    async judgeAgain() {
      if (list !== undefined) current = await setOf(list.entries);
    },
  };
}

/** With blanks behind it, which the reader of JSON passes over. */
function withRoom(text: string): string {
  const bytes = Buffer.byteLength(text);
  return text + " ".repeat(Math.ceil((bytes + SPARE_BYTES) / ROOM_BYTES) * ROOM_BYTES - bytes);
}

/** Whether every withdrawal that was ever named is still named: what lifts one stands beside it. */
function namesAll(next: readonly Withdrawal[], before: readonly Withdrawal[]): boolean {
  const named = new Set(next.map(nameOf));
  return before.every((entry) => named.has(nameOf(entry)));
}

function nameOf({ airingSha256, renditionSha256, withdrawnAtMs }: Withdrawal): string {
  return `${airingSha256} ${renditionSha256} ${withdrawnAtMs}`;
}
