import { momentOf } from "../parts/format.ts";
import { Section } from "../parts/section.tsx";
import type { View } from "../view.ts";
import type { PublishedTruth } from "./published-truth.ts";

/** "Sent 12 · on the glass of 11 · 1 offline": what publishing reached, never what was hoped. */
export function PublishTruth(props: { view: View; truth: PublishedTruth }) {
  const { view, truth } = props;
  const { t } = view;
  const glass = new Set(truth.onGlass.map((screen) => screen.screenId));
  const offline = new Set(truth.offline.map((screen) => screen.screenId));
  const waiting = truth.sent.filter((screen) => !glass.has(screen.screenId) && !offline.has(screen.screenId));
  const extra = [
    waiting.length > 0 ? t("truth.waiting", { n: waiting.length }) : null,
    truth.unpaired.length > 0 ? t("truth.unpaired", { n: truth.unpaired.length }) : null,
  ].filter((part) => part !== null);
  return (
    <Section
      title={t("truth.title")}
      note={[momentOf(view, truth.atMs), truth.byName === null ? null : t("truth.by", { name: truth.byName })]
        .filter((part) => part !== null)
        .join(" · ")}
    >
      <div class="truth">
        <p class="cells" aria-hidden="true">
          {truth.sent.slice(0, 60).map((screen) => (
            <i class={glass.has(screen.screenId) ? undefined : offline.has(screen.screenId) ? "off" : "on-way"} />
          ))}
        </p>
        <p>
          <b>
            {t("truth.line", { sent: truth.sent.length, glass: truth.onGlass.length, offline: truth.offline.length })}
          </b>
          {extra.length === 0 ? null : <span class="mute"> · {extra.join(" · ")}</span>}
        </p>
      </div>
    </Section>
  );
}
