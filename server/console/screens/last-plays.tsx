import type { PlayView } from "../../services/ledger/list-plays.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { dateOf, exactTimeOf, lengthOf } from "../parts/format.ts";
import { Section } from "../parts/section.tsx";
import { State } from "../parts/state.tsx";
import type { View } from "../view.ts";

const KINDS = { completed: "good", cut: "look", interrupted: "stale" } as const;

/** The newest lines of the play log: what the player itself says it showed. */
export function LastPlays(props: {
  view: View;
  screen: ScreenView;
  plays: readonly PlayView[];
  titles: ReadonlyMap<string, string>;
}) {
  const { view, screen, plays } = props;
  const { t } = view;
  return (
    <Section title={t("screen.plays")} note={t("screen.plays-note")} bare>
      {plays.length === 0 ? (
        <p class="body mute">{t("screen.plays-none")}</p>
      ) : (
        <div class="table-wrap">
          <table>
            <thead>
              <tr>
                <th>{t("screen.play-at")}</th>
                <th>{t("screen.play-what")}</th>
                <th class="number">{t("screen.play-length")}</th>
                <th>{t("screen.play-outcome")}</th>
              </tr>
            </thead>
            <tbody>
              {plays.map((play) => (
                <tr>
                  <td class="nowrap">
                    {dateOf(view, play.startedAtMs, screen.timeZone)} {exactTimeOf(play.startedAtMs, screen.timeZone)}
                  </td>
                  <td lang={play.language}>
                    <span class="tag">{play.language}</span> {props.titles.get(play.airingSha256) ?? ""}
                  </td>
                  <td class="number">{lengthOf(view, play.shownMs)}</td>
                  <td>
                    <State kind={KINDS[play.outcome]}>{t(`outcome.${play.outcome}`)}</State>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
