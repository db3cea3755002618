import type { Gate } from "../../../schemas/reference/gate.ts";
import type { ServiceContext } from "../../context.ts";
import { findReference, listReference } from "../../services/reference/list-reference.ts";
import { getSite, listSites, type SiteDetail } from "../../services/sites/list-sites.ts";
import { matchesQuery } from "../parts/accentless.ts";
import type { View } from "../view.ts";
import type { GateChoice } from "./new-screen-page.tsx";

const MOST_SHOWN = 30;

/** Places of the reference whose names begin with what was typed, accents aside; at most 30 are shown. */
export async function findGates(
  ctx: ServiceContext,
  view: View,
  query: string,
): Promise<{ gates: GateChoice[]; matches: number }> {
  const provinces = await provinceNames(ctx, view);
  const taken = await gatesWithSites(ctx);
  const found = (await listReference(ctx.db, "gate")).filter((gate) =>
    matchesQuery(`${gate.nameVi} ${gate.nameEn} ${gate.shortNameVi} ${provinces.get(provinceKey(gate)) ?? ""}`, query),
  );
  const gates = found.slice(0, MOST_SHOWN).map((gate) => choiceOf(gate, view, provinces, taken));
  return { gates, matches: found.length };
}

/** One place of the reference, as the console names it. */
export async function findGateChoice(ctx: ServiceContext, view: View, gateId: string): Promise<GateChoice | undefined> {
  const [gate] = await findReference(ctx.db, "gate", gateId);
  return gate && choiceOf(gate, view, await provinceNames(ctx, view), await gatesWithSites(ctx));
}

/** The site in use at a gate, with its clusters. */
export async function siteAtGate(ctx: ServiceContext, gateId: string): Promise<SiteDetail | undefined> {
  const { items } = await listSites(ctx, { limit: 200 });
  const site = items.find((one) => one.gateId === gateId);
  return site && getSite(ctx, { siteId: site.siteId });
}

async function gatesWithSites(ctx: ServiceContext): Promise<ReadonlySet<string>> {
  const { items } = await listSites(ctx, { limit: 200 });
  return new Set(items.flatMap((site) => site.gateId ?? []));
}

async function provinceNames(ctx: ServiceContext, view: View): Promise<ReadonlyMap<string, string>> {
  const provinces = await listReference(ctx.db, "province");
  return new Map(
    provinces.map((province) => [
      `${province.scheme} ${province.code}`,
      view.locale === "vi" ? province.nameVi : (province.nameEn ?? province.nameVi),
    ]),
  );
}

function choiceOf(
  gate: Gate,
  view: View,
  provinces: ReadonlyMap<string, string>,
  taken: ReadonlySet<string>,
): GateChoice {
  return {
    gateId: gate.id,
    name: view.locale === "vi" ? gate.nameVi : gate.nameEn,
    under: provinces.get(provinceKey(gate)) ?? "",
    hasSite: taken.has(gate.id),
  };
}

function provinceKey(gate: Gate): string {
  return `${gate.province.scheme} ${gate.province.code}`;
}
