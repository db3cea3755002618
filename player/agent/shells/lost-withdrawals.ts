import type { Status } from "../../../schemas/manifest.ts";
import { PLAYER_PATHS } from "../../../schemas/player-http.ts";
import type { ServerLink } from "../ports/network.ts";
import type { Report } from "../ports/reporter.ts";
import type { WithdrawalKeeper } from "../trust/withdrawal-keeper.ts";

export interface LostWithdrawalsPorts {
  readonly link: Pick<ServerLink, "postBytes">;
  readonly withdrawals: Pick<WithdrawalKeeper, "signed" | "version">;
  readonly report: Report;
}

/** Brings back to a server what it lost with a restore: the signed list that is held here. */
export class LostWithdrawals {
  readonly #ports: LostWithdrawalsPorts;
  /** Of what the server has answered; it is not told the same twice. */
  #answered = "";

  constructor(ports: LostWithdrawalsPorts) {
    this.#ports = ports;
  }

  /**
   * Sends the list when the server's is older, or was refused for lacking entries of it, once for each list of the
   * server; when nobody answers, again with the next status. What the list hides stays hidden throughout.
   */
  async bringBack(
    { serverEpoch, withdrawalsVersion }: Pick<Status, "serverEpoch" | "withdrawalsVersion">,
    refused: string | undefined,
  ): Promise<void> {
    const { link, withdrawals, report } = this.#ports;
    const { signed, version } = withdrawals;
    if (signed === undefined || (withdrawalsVersion >= version && refused !== "lacks-entries")) return;
    const told = `${serverEpoch} ${withdrawalsVersion} ${version}`;
    if (told === this.#answered) return;
    const body = Buffer.from(JSON.stringify(signed));
    const answer = await link.postBytes(PLAYER_PATHS.heldWithdrawals, body, "application/json");
    if (answer.kind === "unreachable") return;
    this.#answered = told;
    report("withdrawals-brought-back", { version, taken: answer.kind === "json" });
  }
}
