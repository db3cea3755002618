import type { CommandView } from "../../services/commands/list-commands.ts";
import type { AccountedDay } from "../../services/completeness/read-days.ts";
import type { PlayView } from "../../services/ledger/list-plays.ts";
import type { PictureView } from "../../services/pictures/list-pictures.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { Page } from "../layout/page.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { RefusalNote } from "../parts/field.tsx";
import { exactTimeOf, lengthOf, momentOf, timeOf } from "../parts/format.ts";
import { Light } from "../parts/lights.tsx";
import { PageHead, Section } from "../parts/section.tsx";
import { StageFrame, shapeOf } from "../parts/stage-frame.tsx";
import type { ScreenPlan } from "../preview/screen-feed.ts";
import { upcomingSlots } from "../preview/upcoming.ts";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { LastPlays } from "./last-plays.tsx";
import type { LightName, ThreeLights } from "./light-states.ts";
import { NameForm } from "./name-form.tsx";
import { ScreenDays } from "./screen-days.tsx";
import { ScreenFacts } from "./screen-facts.tsx";
import { ScreenOrders } from "./screen-orders.tsx";
import { ScreenPictures } from "./screen-pictures.tsx";
import { TagsForm } from "./tags-form.tsx";

export interface ScreenPageProps {
  view: View;
  screen: ScreenView;
  lights: ThreeLights;
  sentences: Readonly<Record<LightName, string>>;
  plan: ScreenPlan | null;
  plays: readonly PlayView[];
  titles: ReadonlyMap<string, string>;
  commands: readonly CommandView[];
  pictures: readonly PictureView[];
  days: readonly AccountedDay[];
  /** Labels in use anywhere. */
  knownTags: readonly string[];
  refusal?: Refusal | undefined;
}

const NAMES: readonly LightName[] = ["alive", "right", "proof"];

/** State first, each light with what it rests on; then now and next, the log, the device. */
export function ScreenPage(props: ScreenPageProps) {
  const { view, screen } = props;
  const { t } = view;
  const isAdministrator = view.person?.roles.includes("administrator") === true && screen.retiredAtMs === null;
  return (
    <Page
      view={view}
      title={screen.name}
      place="screens"
      islands={["stage"]}
      crumbs={[
        { href: "/screens", label: t("nav.screens") },
        { href: `/sites/${screen.siteId}`, label: screen.siteNames[view.locale] },
        { href: `/screens#site-${screen.siteId}`, label: screen.clusterName },
      ]}
    >
      <PageHead lead={<Lead {...props} />}>
        {isAdministrator ? (
          <a class={screen.player === null ? "button button-main" : "button"} href={`/screens/${screen.screenId}/pair`}>
            {t(screen.player === null ? "screens.pair" : "screens.replace")}
          </a>
        ) : null}
      </PageHead>
      <RefusalNote refusal={props.refusal} />
      <section class="section three-lights">
        {NAMES.map((name) => (
          <div class={props.lights[name] === "half" || props.lights[name] === "bad" ? "needs" : undefined}>
            <h2>
              <Light name={name} state={props.lights[name]} />
              {t(`light.${name}`)}
              <span class="only-read">: {t(`light.${props.lights[name]}`)}</span>
            </h2>
            <p>{props.sentences[name]}</p>
          </div>
        ))}
      </section>
      <div class="columns columns-side below">
        <div class="stack">
          <ScreenDays view={view} timeZone={screen.timeZone} days={props.days} />
          <LastPlays view={view} screen={screen} plays={props.plays} titles={props.titles} />
          <ScreenPictures view={view} screenId={screen.screenId} pictures={props.pictures} titles={props.titles} />
          <ScreenFacts view={view} screen={screen} plan={props.plan} />
        </div>
        <div class="stack">
          <NowAndNext {...props} />
          <ScreenOrders view={view} screen={screen} commands={props.commands} />
          <Section title={t("site-page.tags")}>
            <TagsForm
              view={view}
              action={`/screens/${screen.screenId}/tags`}
              tags={screen.tags}
              basis={screen.updatedAtMs}
              refused={props.refusal?.form}
              known={props.knownTags}
              mayEdit={screen.retiredAtMs === null && view.person?.roles.some((role) => role !== "approver") === true}
            />
          </Section>
          {isAdministrator ? (
            <Section title={t("site-page.screen-name")}>
              <NameForm
                view={view}
                action={`/screens/${screen.screenId}/name`}
                label={t("site-page.screen-name")}
                name={screen.name}
                refusal={props.refusal?.form.has("name") === true ? props.refusal : undefined}
              />
            </Section>
          ) : null}
          {isAdministrator ? (
            <section class="section">
              <div class="body">
                <Confirm
                  label={t("screen.retire")}
                  action={`/screens/${screen.screenId}/retire`}
                  verb={t("screen.retire")}
                  consequence={t("screen.retire-what", { name: screen.name })}
                  warm
                />
              </div>
            </section>
          ) : null}
        </div>
      </div>
    </Page>
  );
}

function Lead(props: ScreenPageProps) {
  const { view, screen, lights } = props;
  const key = leadKey(screen, lights);
  const rest = view.t(`screen.lead-${key}`);
  if (screen.retiredAtMs !== null) {
    return (
      <>
        {screen.name}. <em>{view.t("screen.retired", { when: momentOf(view, screen.retiredAtMs) })}</em>
      </>
    );
  }
  return (
    <>
      {screen.name} {key === "good" ? rest : <em>{rest}</em>}
    </>
  );
}

function leadKey(screen: ScreenView, lights: ThreeLights) {
  if (screen.player === null) return "pair";
  if (screen.player.heardAtMs === null) return "unheard";
  if (lights.alive === "bad") return "offline";
  if (screen.plan === "unplanned") return "unplanned";
  if (lights.right !== "good") return "wrong";
  return lights.proof === "bad" ? "proof" : "good";
}

function NowAndNext(props: ScreenPageProps) {
  const { view, screen, plan } = props;
  const { t } = view;
  if (plan === null) {
    return (
      <Section title={t("screen.now")}>
        <p class="mute">{t("screen.no-plan")}</p>
        <p class="way">
          <a class="button" href="/schedule">
            {t("nav.schedule")}
          </a>
        </p>
      </Section>
    );
  }
  const [now, ...next] = upcomingSlots(plan, view.nowMs, 5);
  const title = (slot: typeof now) => slot?.airing?.title ?? t("screen.slate");
  return (
    <Section
      title={t("screen.now")}
      note={t("screen.now-note", { revision: plan.manifest.revision, zone: screen.timeZone })}
      bare
    >
      <StageFrame
        view={view}
        feed={`/screens/${screen.screenId}/feed.json`}
        shape={shapeOf(screen.widthPx, screen.heightPx)}
        title={t("shell.stage")}
      />
      <div class="body">
        <h3 lang={now?.airing?.language}>
          {now?.airing ? <span class="tag">{now.airing.language}</span> : null} {title(now)}
        </h3>
        {now === undefined ? null : (
          <p class="small mute">
            {exactTimeOf(now.startedAtMs, screen.timeZone)} – {exactTimeOf(now.endsAtMs, screen.timeZone)},{" "}
            {lengthOf(view, now.endsAtMs - now.startedAtMs)}
          </p>
        )}
        <ol class="next-slots" aria-label={t("screen.next")}>
          {next.map((slot) => (
            <li>
              <time>{exactTimeOf(slot.startedAtMs, screen.timeZone)}</time>
              <span class="tag">{slot.airing?.language ?? "–"}</span>
              <span lang={slot.airing?.language}>{title(slot)}</span>
            </li>
          ))}
        </ol>
        <p class="way">
          <a
            class="button button-small"
            href={`/schedule/preview?screen=${screen.screenId}&at=${timeOf(view.nowMs, screen.timeZone)}`}
          >
            {t("screen.preview-at")}
          </a>
        </p>
      </div>
    </Section>
  );
}
