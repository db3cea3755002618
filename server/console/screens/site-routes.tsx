import { Hono } from "hono";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import { DomainError } from "../../errors.ts";
import { changeTags } from "../../services/sites/change-tags.ts";
import { getSite } from "../../services/sites/list-sites.ts";
import { listTags } from "../../services/sites/list-tags.ts";
import { listOperatingHours } from "../../services/sites/operating-hours.ts";
import { renameCluster, renameSite } from "../../services/sites/rename.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import { formOf } from "../form-input.ts";
import { fieldReader } from "../form-problems.ts";
import { readLanguages } from "../parts/languages.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { addHoursRoutes } from "./hours-routes.tsx";
import { addLanguagesRoutes } from "./languages-routes.tsx";
import { isName, readName } from "./name-form.tsx";
import { SitePage } from "./site-page.tsx";
import { readTags } from "./tags-form.tsx";

/** A site: what it keeps, its labels and names; its hours and languages on pages of their own. */
export function sitesConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  addHoursRoutes(app);
  addLanguagesRoutes(app);
  app.get("/sites/:id", (c) => showSite(c));
  app.post("/sites/:id/tags", (c) =>
    submit(
      c,
      async (form) => {
        const { siteId, names } = await getSite(c.get("ctx"), { siteId: c.req.param("id") });
        const expectedUpdatedAtMs = Number(form.text("basis"));
        await changeTags(c.get("ctx"), { siteId, tags: readTags(form.text("tags")), expectedUpdatedAtMs });
        const told = { key: "tags.saved", parameters: { name: names[c.get("view").locale] } } as const;
        return goTo(c, `/sites/${siteId}`, told);
      },
      (refusal) => showSite(c, refusal),
    ),
  );
  app.post("/sites/:id/cluster-name", (c) =>
    submit(
      c,
      async (form) => {
        const name = readName(form);
        const site = await getSite(c.get("ctx"), { siteId: c.req.param("id") });
        const clusterId = form.text("clusterId");
        if (!site.clusters.some((cluster) => cluster.clusterId === clusterId)) {
          throw new DomainError("not-found", "error.not-found", {}, { clusterId });
        }
        await renameCluster(c.get("ctx"), { clusterId, name });
        return goTo(c, `/sites/${site.siteId}`, { key: "site-page.renamed", parameters: { name } });
      },
      (refusal) => showSite(c, refusal),
    ),
  );
  app.post("/sites/:id/names", (c) =>
    submit(
      c,
      async (form) => {
        const siteId = c.req.param("id");
        const reader = fieldReader();
        const names = { vi: form.text("nameVi"), en: form.text("nameEn") };
        if (!isName(names.vi)) reader.note("nameVi", "site-page.needs-name");
        if (!isName(names.en)) reader.note("nameEn", "site-page.needs-name");
        reader.finish();
        await renameSite(c.get("ctx"), { siteId, names });
        const name = names[c.get("view").locale];
        return goTo(c, `/sites/${siteId}`, { key: "site-page.names-saved", parameters: { name } });
      },
      (refusal) => showSite(c, refusal),
    ),
  );
  return app;
}

async function showSite(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  const siteId = c.req.param("id") ?? "";
  const view = c.get("view");
  const site = await getSite(ctx, { siteId });
  const languages = await readLanguages(ctx);
  const isRenaming = refusal?.form.has("nameVi") === true;
  const page = (
    <SitePage
      view={view}
      site={site}
      hours={await listOperatingHours(ctx, { siteId })}
      today={civilAt(view.nowMs, site.timeZone).date}
      languageNames={new Map(languages.map((one) => [one.tag, view.locale === "vi" ? one.nameVi : one.nameEn]))}
      knownTags={(await listTags(ctx)).map(({ tag }) => tag)}
      names={isRenaming ? refusal.form : formOf({ nameVi: site.names.vi, nameEn: site.names.en })}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}
