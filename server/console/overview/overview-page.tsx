import { Page } from "../layout/page.tsx";
import { exactTimeOf } from "../parts/format.ts";
import { Light } from "../parts/lights.tsx";
import { Empty, PageHead, Section } from "../parts/section.tsx";
import { State } from "../parts/state.tsx";
import type { LightName } from "../screens/light-states.ts";
import type { LitScreen } from "../screens/lit-screens.ts";
import { ScreenRow, ScreensLead } from "../screens/screens-page.tsx";
import type { View } from "../view.ts";
import { FirstPath, type PathStep } from "./first-path.tsx";
import type { Need } from "./needs.ts";
import { PublishTruth } from "./publish-truth.tsx";
import type { PublishedTruth } from "./published-truth.ts";

const SHOWN_SCREENS = 20;

/** What needs a person, by what breaks first; then what publishing reached, and every screen, trouble first. */
export function OverviewPage(props: {
  view: View;
  needs: readonly Need[];
  screens: readonly LitScreen[];
  truth: PublishedTruth | null;
  /** Null once the first publication has been made: the path has been walked. */
  step: PathStep | null;
}) {
  const { view, needs, screens } = props;
  const { t } = view;
  return (
    <Page view={view} title={t("nav.overview")} place="overview" islands={["live"]}>
      <PageHead lead={<Lead {...props} />} under={t("overview.under", { time: exactTimeOf(view.nowMs) })} />
      <div class="stack">
        {props.step === null ? null : <FirstPath view={view} step={props.step} />}
        <div class="columns columns-side">
          <div class="stack">
            <Section title={t("overview.needs")} note={t("overview.needs-note")} bare>
              {needs.length === 0 ? (
                <Empty title={t("overview.lead-quiet")}>
                  <p>{t("overview.needs-none")}</p>
                </Empty>
              ) : (
                <ol class="rows">
                  {needs.map((need, index) => (
                    <NeedRow view={view} need={need} isFirst={index === 0} />
                  ))}
                </ol>
              )}
            </Section>
            {screens.length === 0 ? null : <Screens view={view} screens={screens} />}
          </div>
          <div class="stack">
            {screens.length === 0 ? null : <LightSums view={view} screens={screens} />}
            {props.truth === null ? null : <PublishTruth view={view} truth={props.truth} />}
          </div>
        </div>
      </div>
    </Page>
  );
}

function Lead(props: { view: View; needs: readonly Need[]; screens: readonly LitScreen[] }) {
  const { view, needs, screens } = props;
  const { t } = view;
  const right = screens.filter(({ lights }) => lights.right === "good").length;
  const rest =
    screens.length === 0 ? (
      t("overview.lead-start")
    ) : (
      <ScreensLead view={view} count={screens.length} right={right} plain />
    );
  if (needs.length === 0) {
    return (
      <>
        {t("overview.lead-quiet")} {rest}
      </>
    );
  }
  return (
    <>
      <em>{needs.length === 1 ? t("overview.lead-need-one") : t("overview.lead-need", { n: needs.length })}</em> {rest}
    </>
  );
}

function NeedRow(props: { view: View; need: Need; isFirst: boolean }) {
  const { view, need } = props;
  return (
    <li>
      <div>
        <State kind={need.urgency}>{view.t(`overview.${need.urgency}`)}</State>
        {need.since === null ? null : <span class="since">{view.t("overview.since", { when: need.since })}</span>}
      </div>
      <div>
        <p class="what">{need.what}</p>
        <p class="why">{need.why}</p>
      </div>
      <div class="go">
        <a class={props.isFirst ? "button button-small button-main" : "button button-small"} href={need.href}>
          {need.verb}
        </a>
      </div>
    </li>
  );
}

function Screens(props: { view: View; screens: readonly LitScreen[] }) {
  const { view, screens } = props;
  const { t } = view;
  return (
    <Section
      title={t("overview.screens", { n: screens.length })}
      note={t("overview.screens-note")}
      end={<a href="/screens">{t("overview.screens-all")}</a>}
      bare
    >
      <ol class="rows rows-screens">
        {screens.slice(0, SHOWN_SCREENS).map((one) => (
          <ScreenRow view={view} one={one} withSite />
        ))}
      </ol>
    </Section>
  );
}

function LightSums(props: { view: View; screens: readonly LitScreen[] }) {
  const { view, screens } = props;
  const { t } = view;
  const names: LightName[] = ["alive", "right", "proof"];
  return (
    <section class="section light-sums">
      {names.map((name) => {
        const count = (state: string) => screens.filter(({ lights }) => lights[name] === state).length;
        const good = count("good");
        const rest = (["bad", "half", "unknown"] as const)
          .map((state) => ({ state, n: count(state) }))
          .filter(({ n }) => n > 0);
        const worst = rest.find(({ state }) => state !== "unknown")?.state ?? (good > 0 ? "good" : "unknown");
        return (
          <div>
            <p>
              <Light name={name} state={worst} />
              {t(`light.${name}`)}
            </p>
            <b>
              {good} <span>{t("overview.of", { n: screens.length })}</span>
            </b>
            <small>
              {rest.length === 0
                ? t("overview.sum-good")
                : rest.map(({ state, n }) => t(`overview.sum-${state}`, { n })).join(", ")}
            </small>
          </div>
        );
      })}
    </section>
  );
}
