import type { z } from "zod";
import { PairingOffer, type PairingRequest, PairingState, PLAYER_PATHS } from "../../../schemas/player-http.ts";
import { pairingWords } from "../../../schemas/rules/pairing-words.ts";
import type { PairingCard } from "../../../schemas/stage-channel.ts";
import { openFirstRoot } from "../../../schemas/trust/root-of-trust.ts";
import { backoffDelayMs } from "../core/backoff.ts";
import type { ServerLink } from "../ports/network.ts";
import type { Report } from "../ports/reporter.ts";
import { sha256Hex } from "../sha256.ts";
import type { DeviceKey } from "../trust/device-key.ts";

const POLL_MS = 1_500;
/** A server that does not answer is asked again at least this often: someone stands in front of the screen. */
const LONGEST_WAIT_MS = 15_000;

export interface PairingPorts {
  readonly link: ServerLink;
  readonly key: DeviceKey;
  readonly request: Omit<PairingRequest, "publicKey">;
  readonly showCard: (card: PairingCard | null) => void;
  /** Resolves after the delay, or rejects when the player stops. */
  readonly wait: (delayMs: number) => Promise<void>;
  readonly random: () => number;
  readonly report: Report;
}

/** What the operator confirmed, with the root whose words were compared. */
export interface Paired {
  readonly confirmed: z.infer<typeof PairingState> & { state: "confirmed" };
  readonly offer: PairingOffer;
}

/**
 * Asks for a code, shows it with its six words on the glass and on stdout, and waits until an operator has confirmed.
 * An expired code is replaced by a new one, for as long as it takes.
 */
export async function pairPlayer(ports: PairingPorts): Promise<Paired> {
  for (let attempt = 0; ; ) {
    const offer = await requestOffer(ports);
    if (offer === undefined) {
      await ports.wait(Math.min(LONGEST_WAIT_MS, 500 + backoffDelayMs(attempt, ports.random())));
      attempt += 1;
      continue;
    }
    attempt = 0;
    const words = await wordsOf(offer, ports.key);
    if (words !== undefined) {
      ports.showCard({ code: offer.code, words });
      ports.report("pairing", { code: offer.code, words });
      const confirmed = await awaitConfirmation(offer, ports);
      if (confirmed !== undefined) {
        ports.showCard(null);
        return { confirmed, offer };
      }
    }
    await ports.wait(POLL_MS);
  }
}

async function requestOffer({ link, key, request }: PairingPorts): Promise<PairingOffer | undefined> {
  const answer = await link.postJson(PLAYER_PATHS.pairing, { publicKey: key.publicKey, ...request });
  if (answer.kind !== "json") return undefined;
  const offer = PairingOffer.safeParse(answer.data);
  return offer.success ? offer.data : undefined;
}

/** The six words over both keys and the server's name; `undefined` when the offered root does not sign itself. */
async function wordsOf(offer: PairingOffer, key: DeviceKey): Promise<string[] | undefined> {
  const root = await openFirstRoot(offer.root);
  if (!root.ok) return undefined;
  const rootKeyIds = root.document.roles.root.keyIds;
  return pairingWords({ playerKeyId: key.keyId, rootKeyIds, serverName: offer.serverName }, sha256Hex);
}

async function awaitConfirmation(offer: PairingOffer, ports: PairingPorts): Promise<Paired["confirmed"] | undefined> {
  for (;;) {
    await ports.wait(POLL_MS);
    const answer = await ports.link.getJson(PLAYER_PATHS.pairingState(offer.requestId), offer.secret);
    // A request that the server no longer knows is as good as expired.
    if (answer.kind === "refused") return undefined;
    if (answer.kind !== "json") continue;
    const state = PairingState.safeParse(answer.data);
    if (!state.success || state.data.state === "expired") return undefined;
    if (state.data.state === "confirmed") return state.data;
  }
}
