import { z } from "zod";
import type { Role } from "../../db/tables.ts";

export const RoleName = z.enum([
  "editor",
  "province-editor",
  "ministry-editor",
  "approver",
  "administrator",
]) satisfies z.ZodType<Role>;

/** Most roles one person can hold: each once. */
export const MAX_ROLES = RoleName.options.length;

/** A human with an account, as everyone in the console may see them: no secret is in it. */
export const Person = z.object({
  id: z.uuid(),
  login: z.string(),
  displayName: z.string(),
  /** `invited`: has not set a password yet. */
  state: z.enum(["invited", "active", "disabled"]),
  roles: z.array(RoleName),
  createdAtMs: z.int(),
});
export type Person = z.infer<typeof Person>;
