import type { Hono } from "hono";
import type { Language } from "../../../schemas/reference/language.ts";
import { defaultLanguageMix, fallbackChain } from "../../../schemas/rules/language-chains.ts";
import type { ServiceContext } from "../../context.ts";
import { findReference } from "../../services/reference/list-reference.ts";
import { readSchedule } from "../../services/schedule/read-schedule.ts";
import { changeLanguageMix } from "../../services/sites/change-language-mix.ts";
import { getSite, type SiteDetail } from "../../services/sites/list-sites.ts";
import { listStories, type StorySummary } from "../../services/stories/list-stories.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { readLanguages } from "../parts/languages.ts";
import { goTo, respond } from "../respond.ts";
import { reachedPlaces, readPlaces } from "../schedule/entry-places.ts";
import { type Refusal, submit } from "../submit.ts";
import {
  formOfRows,
  type LanguageRow,
  readLanguageRows,
  readMix,
  scaledRows,
  withLanguage,
} from "./languages-input.ts";
import { LanguagesPage, type MissingEditions } from "./languages-page.tsx";

/** The language mix of a site: shares, minimums, what stands in, what is missing. */
export function addLanguagesRoutes(app: Hono<ConsoleEnv>): void {
  app.get("/sites/:id/languages", (c) => showLanguages(c));
  app.post("/sites/:id/languages", (c) =>
    submit(
      c,
      async (form) => {
        const site = await getSite(c.get("ctx"), { siteId: c.req.param("id") });
        const languages = await readLanguages(c.get("ctx"));
        const drafted = await draftedRows(c, form, site, languages);
        if (drafted !== null) return showLanguages(c, formOfRows(c.get("view"), drafted, form.text("basis")));
        const mix = readMix(form, (tag) => nameIn(c, languages, tag));
        const expectedUpdatedAtMs = Number(form.text("basis"));
        await changeLanguageMix(c.get("ctx"), { siteId: site.siteId, mix, expectedUpdatedAtMs });
        const name = site.names[c.get("view").locale];
        return goTo(c, `/sites/${site.siteId}`, { key: "languages-page.saved", parameters: { name } });
      },
      (refusal) => showLanguages(c, refusal.form, refusal),
    ),
  );
}

/** The rows after an act that saves nothing: adding, removing, scaling, the gate's proposal; null for saving. */
async function draftedRows(
  c: ConsoleContext,
  form: FormInput,
  site: SiteDetail,
  languages: readonly Language[],
): Promise<LanguageRow[] | null> {
  const rows = readLanguageRows(form);
  if (form.has("remove")) return scaledRows(rows.filter(({ language }) => language !== form.text("remove")));
  if (form.text("then") === "add") return withLanguage(rows, form.text("addLanguage"));
  if (form.text("then") === "scale") return scaledRows(rows);
  if (form.text("then") !== "defaults" || site.gateId === null) return null;
  const [gate] = await findReference(c.get("ctx").db, "gate", site.gateId);
  const rolesOf = (tag: string) => languages.find((one) => one.tag === tag)?.role ?? [];
  return gate === undefined ? rows : defaultLanguageMix(gate.languages, gate.neighbour, rolesOf);
}

async function showLanguages(c: ConsoleContext, sent?: FormInput, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  const view = c.get("view");
  const site = await getSite(ctx, { siteId: c.req.param("id") ?? "" });
  const languages = await readLanguages(ctx);
  const tags = languages.map(({ tag }) => tag);
  const form = sent ?? formOfRows(view, site.mix, String(site.updatedAtMs));
  const stories = await scheduledStories(c, site.siteId);
  const page = (
    <LanguagesPage
      view={view}
      site={site}
      form={form}
      languages={languages}
      chainOf={(tag) => fallbackChain(tag, languages.find((one) => one.tag === tag)?.role ?? [], tags)}
      missing={readLanguageRows(form).map(({ language }) => missingIn(language, stories))}
      stories={stories.length}
      mayEdit={view.person?.roles.some((role) => role === "editor" || role === "administrator") === true}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}

function missingIn(language: string, stories: readonly StorySummary[]): MissingEditions {
  const lacking = stories.filter(
    ({ editions }) => !editions.some((edition) => edition.language === language && edition.approvedVersion !== null),
  );
  return { language, titles: lacking.map(({ title }) => title) };
}

/** The stories that entries reaching the site play, as drafted. */
async function scheduledStories(c: ConsoleContext, siteId: string): Promise<StorySummary[]> {
  const ctx = c.get("ctx");
  const { entries, playlists } = await readSchedule(ctx);
  const places = await readPlaces(ctx, c.get("view"));
  const playlistIds = new Set(
    entries
      .filter(({ target }) => reachedPlaces(target, places).some(({ facts }) => facts.siteId === siteId))
      .map(({ playlistId }) => playlistId),
  );
  const storyIds = new Set(playlists.filter(({ id }) => playlistIds.has(id)).flatMap((playlist) => playlist.storyIds));
  return storyIds.size === 0 ? [] : (await allStories(ctx)).filter(({ storyId }) => storyIds.has(storyId));
}

const MOST_PAGES = 20;

async function allStories(ctx: ServiceContext): Promise<StorySummary[]> {
  const stories: StorySummary[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, nextCursor } = await listStories(ctx, { cursor, limit: 100 });
    stories.push(...items);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return stories;
}

function nameIn(c: ConsoleContext, languages: readonly Language[], tag: string): string {
  const language = languages.find((one) => one.tag === tag);
  if (language === undefined) return tag;
  return c.get("view").locale === "vi" ? language.nameVi : language.nameEn;
}
