import type { PlayerState } from "../../../schemas/player-socket.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { dateOf, momentOf, sizeOf } from "../parts/format.ts";
import { Section } from "../parts/section.tsx";
import type { ScreenPlan } from "../preview/screen-feed.ts";
import type { View } from "../view.ts";

/** What the player had to mend by itself; nothing while there was nothing. */
function watchdogWords({ t }: View, watchdog: PlayerState["watchdog"]): string | null {
  if (watchdog === undefined) return null;
  const { reloads, kills, restarts, mode } = watchdog;
  if (mode === "all" && reloads + kills + restarts === 0) return null;
  return t(`screen.watchdog-${mode}`, { reloads, kills, restarts });
}

/** The device and what it holds. */
export function ScreenFacts(props: { view: View; screen: ScreenView; plan: ScreenPlan | null }) {
  const { view, screen } = props;
  const { t } = view;
  const { player } = screen;
  const state = player?.state ?? null;
  const untilMs = props.plan?.manifest.days.at(-1)?.[1];
  const facts: [string, string | null][] = [
    [t("screen.fact-player"), player === null ? t("screens.not-paired") : `${player.deviceName} (${player.player})`],
    [t("screen.fact-paired"), player === null ? null : momentOf(view, player.pairedAtMs)],
    [t("screen.fact-size"), `${screen.widthPx} × ${screen.heightPx}`],
    [t("screen.fact-zone"), screen.timeZone],
    [t("screen.fact-revision"), `${state?.playingRevision ?? "–"} / ${screen.manifest?.revision ?? "–"}`],
    [t("screen.fact-until"), untilMs === undefined ? null : dateOf(view, untilMs, screen.timeZone)],
    [t("screen.fact-disk"), state === null ? null : sizeOf(view, state.freeBytes)],
    [t("screen.fact-clock"), state === null ? null : t(`screen.clock-${state.clock}`)],
    [t("screen.fact-version"), state?.agentVersion ?? null],
    [t("screen.fact-watchdog"), watchdogWords(view, state?.watchdog)],
  ];
  return (
    <Section title={t("screen.facts")}>
      <dl class="facts facts-wide">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </Section>
  );
}
