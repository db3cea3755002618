import type { Transaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { findReference } from "../reference/list-reference.ts";

/** Throws `bad-input` unless the reference knows the language and every programme. */
export async function refuseUnknownCodes(
  tx: Transaction,
  content: { language: string; programmes: readonly string[] },
): Promise<void> {
  const { language, programmes } = content;
  if ((await findReference(tx, "language", language)).length === 0) {
    throw new DomainError("bad-input", "stories.language-unknown", { language });
  }
  for (const code of programmes) {
    if ((await findReference(tx, "programme", code)).length > 0) continue;
    throw new DomainError("bad-input", "stories.programme-unknown", { code });
  }
}
