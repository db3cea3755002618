import type { ServiceContext } from "../../context.ts";
import { listPersonRows, listRoles } from "../../db/repos/people.ts";
import type { MessageKey, MessageParameters } from "../../messages/catalogue.ts";
import { canApproveTogether } from "../people/distinct-persons.ts";
import type { AiringStanding } from "./airing-standing.ts";

/** Why an item cannot be approved by those who hold the role now; in words of the catalogue. */
interface WaitingReason {
  readonly key: MessageKey;
  readonly parameters: MessageParameters;
}

/** What a waiting item waits for. `blocked` is null when the right people exist and need only act. */
export interface Waiting {
  readonly have: number;
  readonly needed: number;
  readonly blocked: WaitingReason | null;
}

interface Approver {
  readonly id: string;
  readonly name: string;
}

/** Past this many people the list of approvers ends; a department has a handful. */
const MAX_PEOPLE = 1_000;

/** Answers, for any number of items in one pass, what each waits for. */
export class WaitingExplainer {
  readonly #ctx: Pick<ServiceContext, "db" | "now">;
  readonly #approvers: readonly Approver[];
  readonly #pairs = new Map<string, Promise<boolean>>();

  constructor(ctx: Pick<ServiceContext, "db" | "now">, approvers: readonly Approver[]) {
    this.#ctx = ctx;
    this.#approvers = approvers;
  }

  async explain(standing: AiringStanding): Promise<Waiting> {
    const { approvals } = standing;
    const blocked = approvals.length === 0 ? await this.#whyNoPair() : await this.#whyNoOther(approvals);
    return { have: approvals.length, needed: standing.needed, blocked };
  }

  async #whyNoPair(): Promise<WaitingReason | null> {
    const [first, second] = this.#approvers;
    if (first === undefined) return { key: "approval.no-approver", parameters: {} };
    if (second === undefined) return { key: "approval.only-one-approver", parameters: { name: first.name } };
    for (const [index, one] of this.#approvers.entries()) {
      for (const other of this.#approvers.slice(index + 1)) if (await this.#areDistinct(one.id, other.id)) return null;
    }
    return { key: "approval.too-close", parameters: { name: first.name, other: second.name } };
  }

  async #whyNoOther(approvals: AiringStanding["approvals"]): Promise<WaitingReason | null> {
    const signers = approvals.map((approval) => approval.person_id);
    const name = this.#approvers.find((approver) => approver.id === signers[0])?.name ?? "";
    const others = this.#approvers.filter((approver) => !signers.includes(approver.id));
    const [nearest] = others;
    if (nearest === undefined) return { key: "approval.no-other-approver", parameters: { name } };
    for (const other of others) {
      const distinct = await Promise.all(
        approvals.map(({ person_id, approved_at_ms }) => this.#areDistinct(person_id, other.id, approved_at_ms)),
      );
      if (distinct.every(Boolean)) return null;
    }
    return { key: "approval.too-close", parameters: { name, other: nearest.name } };
  }

  #areDistinct(a: string, b: string, voicedAtMs?: number): Promise<boolean> {
    const pair = voicedAtMs === undefined ? [a, b].sort().join(" ") : [a, b, voicedAtMs].join(" ");
    const known = this.#pairs.get(pair) ?? canApproveTogether(this.#ctx, a, b, voicedAtMs);
    this.#pairs.set(pair, known);
    return known;
  }
}

/** An explainer that knows everyone who may approve now. */
export async function createWaitingExplainer(ctx: Pick<ServiceContext, "db" | "now">): Promise<WaitingExplainer> {
  const rows = await listPersonRows(ctx.db, MAX_PEOPLE);
  const roles = await listRoles(
    ctx.db,
    rows.map((row) => row.id),
  );
  const approvers = rows
    .filter((row) => row.state === "active" && roles.get(row.id)?.includes("approver") === true)
    .map((row) => ({ id: row.id, name: row.display_name }));
  return new WaitingExplainer(ctx, approvers);
}
