import type { View } from "../view.ts";
import { momentOf } from "./format.ts";
import { Section } from "./section.tsx";

/** A one-time link, shown once to whoever made it. It is in no address, no log and no cookie. */
export function Handover(props: { view: View; name: string; link: string; expiresAtMs: number; next: string }) {
  const { view } = props;
  const { t } = view;
  return (
    <Section title={t("handover.title", { name: props.name })}>
      <div class="handover">
        <label class="field">
          <span class="name">{t("handover.link")}</span>
          <input class="input" readonly value={props.link} data-copy={t("handover.copied")} id="handover-link" />
        </label>
        <p class="small mute">{t("handover.once", { until: momentOf(view, props.expiresAtMs) })}</p>
        <div class="form-foot">
          <button type="button" class="button" data-copy-of="handover-link" hidden>
            {t("handover.copy")}
          </button>
          <a class="button button-main" href={props.next}>
            {t("handover.done")}
          </a>
        </div>
      </div>
    </Section>
  );
}
