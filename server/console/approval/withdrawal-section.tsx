import type { ScreenFollowing, WithdrawalProgress } from "../../services/withdrawals/withdrawal-progress.ts";
import { Confirm } from "../parts/confirm.tsx";
import { momentOf } from "../parts/format.ts";
import { Section } from "../parts/section.tsx";
import { State } from "../parts/state.tsx";
import type { View } from "../view.ts";

const NAMED = 20;

/** How far a withdrawal has come, screen by screen, and the way back that only two approvers have. */
export function WithdrawalSection(props: { view: View; airingSha256: string; progress: WithdrawalProgress }) {
  const { view, progress } = props;
  const { t } = view;
  const all = progress.confirmed.length + progress.pending.length;
  const lastAtMs = progress.confirmed.reduce((last, { confirmedAtMs }) => Math.max(last, confirmedAtMs), 0);
  return (
    <Section title={t("withdrawal-page.title")}>
      {all === 0 ? <p class="mute">{t("withdrawal-page.none")}</p> : null}
      {all > 0 && progress.pending.length === 0 ? (
        <p>
          <State kind="good">{t("withdrawal-page.all", { n: all })}</State>{" "}
          <span class="mute">{t("withdrawal-page.took", { when: momentOf(view, lastAtMs) })}</span>
        </p>
      ) : null}
      {progress.pending.length === 0 ? null : (
        <>
          <p>
            <State kind="wait">{t("withdrawal-page.some", { done: progress.confirmed.length, n: all })}</State>
          </p>
          <ul class="plain">
            {progress.pending.slice(0, NAMED).map((screen) => (
              <Pending view={view} screen={screen} />
            ))}
          </ul>
          {progress.pending.length > NAMED ? (
            <p class="mute">{t("withdrawal-page.more", { n: progress.pending.length - NAMED })}</p>
          ) : null}
        </>
      )}
      {progress.lifts.map((lift) => (
        <p class="mute">{t("withdrawal-page.lift-signed", { name: lift.name, when: momentOf(view, lift.atMs) })}</p>
      ))}
      <Lift {...props} />
    </Section>
  );
}

function Pending(props: { view: View; screen: ScreenFollowing }) {
  const { view, screen } = props;
  const heard =
    screen.heardAtMs === null
      ? view.t("withdrawal-page.never")
      : view.t("withdrawal-page.heard", { when: momentOf(view, screen.heardAtMs) });
  return (
    <li>
      <a href={`/screens/${screen.screenId}`}>{screen.screenName}</a>, {screen.siteName}{" "}
      <span class="faint">({heard})</span>
    </li>
  );
}

function Lift(props: { view: View; airingSha256: string; progress: WithdrawalProgress }) {
  const { view, progress } = props;
  const { t } = view;
  const mayLift =
    progress.liftedInVersion === null &&
    view.person?.roles.includes("approver") === true &&
    !progress.lifts.some((lift) => lift.personId === view.person?.id);
  if (!mayLift) return null;
  return (
    <Confirm
      label={t("withdrawal-page.lift")}
      action={`/approval/${props.airingSha256}/lift`}
      verb={t("withdrawal-page.lift-verb")}
      consequence={t("withdrawal-page.lift-what", { have: progress.lifts.length, needed: progress.liftsNeeded })}
    />
  );
}
