import type { Child } from "hono/jsx";
import type { SiteDetail } from "../../services/sites/list-sites.ts";
import type { SiteHours } from "../../services/sites/operating-hours.ts";
import type { FormInput } from "../form-input.ts";
import { Page } from "../layout/page.tsx";
import { Field, RefusalNote } from "../parts/field.tsx";
import { PageHead, Section } from "../parts/section.tsx";
import { percentOf, zoneWords } from "../schedule/entry-words.ts";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { hoursInForce, hoursWords } from "./hours-words.ts";
import { NameForm } from "./name-form.tsx";
import { TagsForm } from "./tags-form.tsx";

export interface SitePageProps {
  view: View;
  site: SiteDetail;
  hours: readonly SiteHours[];
  today: string;
  /** In the page's language, by tag. */
  languageNames: ReadonlyMap<string, string>;
  /** Labels in use anywhere. */
  knownTags: readonly string[];
  names: FormInput;
  refusal?: Refusal | undefined;
}

/** One site: its hours and languages in words, its labels and names, its screens. */
export function SitePage(props: SitePageProps) {
  const { view, site } = props;
  const { t } = view;
  const name = site.names[view.locale];
  const roles = view.person?.roles ?? [];
  const mayEdit = roles.includes("editor") || roles.includes("administrator");
  return (
    <Page view={view} title={name} place="screens" crumbs={[{ href: "/screens", label: t("nav.screens") }]}>
      <PageHead
        lead={t("site-page.lead", { name, n: site.screens })}
        under={t("site-page.under", { zone: zoneWords(view, site.timeZone) })}
      />
      <RefusalNote refusal={props.refusal} />
      <div class="columns columns-even">
        <div class="stack">
          <Kept {...props} />
          <Section title={t("site-page.tags")}>
            <TagsForm
              view={view}
              action={`/sites/${site.siteId}/tags`}
              tags={site.tags}
              basis={site.updatedAtMs}
              refused={props.refusal?.form}
              known={props.knownTags}
              mayEdit={mayEdit}
            />
          </Section>
        </div>
        <div class="stack">
          <Screens view={view} site={site} />
          {roles.includes("administrator") ? <Names {...props} /> : null}
          {roles.includes("administrator") ? <ClusterNames {...props} /> : null}
        </div>
      </div>
    </Page>
  );
}

/** Hours and languages in words, each with the page that changes it. */
function Kept(props: SitePageProps) {
  const { view, site } = props;
  const { t } = view;
  const now = hoursInForce(props.hours, props.today);
  const mix = site.mix.map(({ language, sharePpm }) => {
    return `${props.languageNames.get(language) ?? language} ${percentOf(view, sharePpm)}`;
  });
  return (
    <section class="section">
      <ol class="rows rows-plain">
        <KeptRow view={view} what={t("site-page.hours")} href={`/sites/${site.siteId}/hours`}>
          {now === null ? t("hours-page.always") : hoursWords(view, now.hours)}
        </KeptRow>
        <KeptRow view={view} what={t("site-page.languages")} href={`/sites/${site.siteId}/languages`}>
          {mix.join(", ")}
        </KeptRow>
      </ol>
    </section>
  );
}

/** What is kept, as it stands, and where to change it. */
function KeptRow(props: { view: View; what: string; href: string; children: Child }) {
  const { view, what, href, children } = props;
  return (
    <li>
      <div>
        <p class="what">{what}</p>
        <p class="why">{children}</p>
      </div>
      <div class="go">
        <a class="button button-small" href={href}>
          {view.t("site-page.change")}
          <span class="only-read"> {what}</span>
        </a>
      </div>
    </li>
  );
}

function Screens(props: { view: View; site: SiteDetail }) {
  const { view, site } = props;
  return (
    <Section title={view.t("site-page.screens")} bare>
      <ol class="rows rows-plain">
        {site.clusters.flatMap((cluster) =>
          cluster.screens.map((screen) => (
            <li>
              <div>
                <p class="what">
                  <a href={`/screens/${screen.screenId}`}>{screen.name}</a>
                </p>
                <p class="why">
                  {cluster.name}
                  {screen.tags.length === 0 ? "" : ` · ${screen.tags.join(", ")}`}
                </p>
              </div>
            </li>
          )),
        )}
      </ol>
    </Section>
  );
}

function ClusterNames({ view, site, refusal }: SitePageProps) {
  const { t } = view;
  if (site.clusters.length === 0) return null;
  return (
    <Section title={t("site-page.clusters")}>
      <div class="stack-close">
        {site.clusters.map(({ clusterId, name }) => (
          <NameForm
            view={view}
            action={`/sites/${site.siteId}/cluster-name`}
            label={t("site-page.cluster-name")}
            name={name}
            refusal={refusal?.form.text("clusterId") === clusterId ? refusal : undefined}
          >
            <input type="hidden" name="clusterId" value={clusterId} />
          </NameForm>
        ))}
      </div>
    </Section>
  );
}

function Names(props: SitePageProps) {
  const { view, site, names } = props;
  const { t } = view;
  const whys = props.refusal?.fields ?? {};
  return (
    <Section title={t("site-page.names")}>
      <form method="post" action={`/sites/${site.siteId}/names`} class="form">
        <Field
          name="nameVi"
          label={t("site-page.name-vi")}
          value={names.text("nameVi")}
          why={whys.nameVi}
          required
          maxlength={120}
          lang="vi"
        />
        <Field
          name="nameEn"
          label={t("site-page.name-en")}
          value={names.text("nameEn")}
          why={whys.nameEn}
          required
          maxlength={120}
          lang="en"
        />
        <div class="form-foot">
          <button type="submit" class="button">
            {t("site-page.save-names")}
          </button>
        </div>
      </form>
    </Section>
  );
}
