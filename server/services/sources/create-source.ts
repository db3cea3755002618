import { findProfile } from "../../../content/sources/profiles.ts";
import type { SourceProfile } from "../../../content/sources/source-profile.ts";
import type { ServiceContext } from "../../context.ts";
import { findSourceAt, insertSource } from "../../db/repos/sources.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { slugOf } from "./keyword-rule.ts";

export interface CreateSourceInput {
  readonly profile: string;
  readonly name?: string | undefined;
  /** Instead of the profile's own address: a mirror. May lie in a private network, so only an administrator may say it. */
  readonly baseUrl?: string | undefined;
  /** Default: the mirror itself when there is one. */
  readonly mediaBaseUrl?: string | undefined;
  /** Words of which a slug must hold one to enter the inbox. Empty: all. */
  readonly keywords?: readonly string[] | undefined;
}

/**
 * Adds a source that reads a profile. Nothing is fetched yet.
 * Errors: `bad-input` for an unknown profile or address, `conflict` when the same is already read, `not-allowed` when
 * anyone but an administrator names another address than the profile's own.
 */
export async function createSource(ctx: ServiceContext, input: CreateSourceInput): Promise<{ sourceId: string }> {
  requireRole(ctx, "editor", "administrator");
  if (input.baseUrl !== undefined || input.mediaBaseUrl !== undefined) requireRole(ctx, "administrator");
  const profile = getProfile(input.profile);
  const baseUrl = originOf(input.baseUrl ?? profile.baseUrl);
  const isMirror = baseUrl !== originOf(profile.baseUrl);
  const mediaBaseUrl = originOf(input.mediaBaseUrl ?? (isMirror ? baseUrl : profile.mediaBaseUrl));
  const keywords = [...new Set((input.keywords ?? []).map(slugOf))].filter((keyword) => keyword !== "").slice(0, 50);
  const atMs = ctx.now();
  const sourceId = newId(atMs);
  const name = (input.name ?? profile.name).normalize("NFC").trim().slice(0, 120) || profile.name;
  await withTransaction(ctx.db, async (tx) => {
    const known = await findSourceAt(tx, profile.id, baseUrl);
    if (known !== undefined) throw new DomainError("conflict", "sources.already-there", { name: known.name });
    await insertSource(tx, {
      id: sourceId,
      profile: profile.id,
      name,
      base_url: baseUrl,
      media_base_url: mediaBaseUrl,
      language: profile.languagePrefixes[""] ?? "vi",
      state: "active",
      health: "unknown",
      last_poll_at_ms: null,
      last_ok_at_ms: null,
      last_error: null,
      keywords_json: JSON.stringify(keywords),
      created_at_ms: atMs,
    });
    const detail = { profile: profile.id, baseUrl, mediaBaseUrl, keywords };
    await recordAudit(tx, ctx, { action: "create-source", noun: "source", nounId: sourceId, detail });
  });
  return { sourceId };
}

/** The profile of that id. Throws `bad-input`. */
export function getProfile(id: string): SourceProfile {
  const profile = findProfile(id);
  if (profile === undefined) throw new DomainError("bad-input", "sources.profile-unknown", { profile: id });
  return profile;
}

function originOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isBare =
    url !== undefined &&
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.username === "" &&
    url.password === "" &&
    url.pathname === "/" &&
    url.search === "";
  if (!isBare) throw new DomainError("bad-input", "sources.bad-address", { address: address.slice(0, 200) });
  return url.origin;
}
