import { Page } from "../layout/page.tsx";
import { Lights } from "../parts/lights.tsx";
import { ScreenOutline } from "../parts/screen-outline.tsx";
import { Empty, PageHead, Section } from "../parts/section.tsx";
import { State } from "../parts/state.tsx";
import type { View } from "../view.ts";
import type { LitScreen } from "./lit-screens.ts";

/** All screens by place, trouble first within a place. */
export function ScreensPage(props: { view: View; screens: readonly LitScreen[] }) {
  const { view, screens } = props;
  const { t } = view;
  const mayAdd = view.person?.roles.includes("administrator") === true;
  const right = screens.filter(({ lights }) => lights.right === "good").length;
  return (
    <Page view={view} title={t("nav.screens")} place="screens" islands={["live"]}>
      <PageHead lead={<ScreensLead view={view} count={screens.length} right={right} />} under={t("screens.under")}>
        {mayAdd && screens.length > 0 ? (
          <a class="button button-main" href="/screens/new">
            {t("screens.add")}
          </a>
        ) : null}
      </PageHead>
      {screens.length === 0 ? (
        <section class="section">
          <Empty title={t("screens.lead-none")}>
            <p>{mayAdd ? t("screens.empty") : t("screens.needs-admin")}</p>
            {mayAdd ? (
              <a class="button button-main" href="/screens/new">
                {t("screens.add-first")}
              </a>
            ) : null}
          </Empty>
        </section>
      ) : (
        <div class="stack">
          {bySite(screens).map(([siteId, ofSite]) => (
            <Section
              title={siteName(view, ofSite)}
              note={t("screens.count", { n: ofSite.length })}
              end={
                <a class="small" href={`/sites/${siteId}`}>
                  {t("site-page.open")}
                  <span class="only-read"> {siteName(view, ofSite)}</span>
                </a>
              }
              id={`site-${siteId}`}
              bare
            >
              <ol class="rows rows-screens">
                {ofSite.map((one) => (
                  <ScreenRow view={view} one={one} />
                ))}
              </ol>
            </Section>
          ))}
        </div>
      )}
    </Page>
  );
}

/** The first sentence about screens: how many show the right thing; warm where they do not. */
export function ScreensLead(props: { view: View; count: number; right: number; plain?: boolean }) {
  const { t } = props.view;
  if (props.count === 0) return <>{t("screens.lead-none")}</>;
  if (props.count === props.right) return <>{t("screens.lead-ok", { n: props.count })}</>;
  const some = t("screens.lead-some", { n: props.count, right: props.right });
  return props.plain === true ? some : <em>{some}</em>;
}

/** One screen in a list: outline, name, lights, what it says. */
export function ScreenRow(props: { view: View; one: LitScreen; withSite?: boolean }) {
  const { view, one } = props;
  const { screen, lights } = one;
  return (
    <li>
      <span class="row-lights">
        <Lights view={view} lights={lights} />
        <ScreenOutline widthPx={screen.widthPx} heightPx={screen.heightPx} />
      </span>
      <div>
        <p class="what">
          <a href={`/screens/${screen.screenId}`}>{screen.name}</a>
        </p>
        <p class="why">
          {props.withSite === true ? screen.siteNames[view.locale] : screen.clusterName} ·{" "}
          {screen.player === null ? <State kind="missing">{view.t("screens.not-paired")}</State> : one.sentence}
        </p>
      </div>
      <div class="go">
        {screen.player === null && view.person?.roles.includes("administrator") ? (
          <a class="button button-small" href={`/screens/${screen.screenId}/pair`}>
            {view.t("screens.pair")}
          </a>
        ) : (
          <a class="button button-small" href={`/screens/${screen.screenId}`}>
            {view.t("screens.open")}
            <span class="only-read"> {screen.name}</span>
          </a>
        )}
      </div>
    </li>
  );
}

function bySite(screens: readonly LitScreen[]): [string, LitScreen[]][] {
  const sites = new Map<string, LitScreen[]>();
  for (const one of screens) sites.set(one.screen.siteId, [...(sites.get(one.screen.siteId) ?? []), one]);
  return [...sites];
}

function siteName(view: View, ofSite: readonly LitScreen[]): string {
  return ofSite[0]?.screen.siteNames[view.locale] ?? "";
}
