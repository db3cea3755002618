import { Section } from "../parts/section.tsx";
import type { View } from "../view.ts";

export type PathStep = "add" | "sign" | "second" | "put" | "publish";

const STEPS: readonly { step: PathStep; href: string }[] = [
  { step: "add", href: "/stories/new" },
  { step: "sign", href: "/approval" },
  { step: "second", href: "/approval" },
  { step: "put", href: "/stories" },
  { step: "publish", href: "/schedule" },
];

/** The five steps from content to screen, with the one to take now. Every page on the way names the next. */
export function FirstPath(props: { view: View; step: PathStep; href?: string }) {
  const { t } = props.view;
  const here = STEPS.findIndex(({ step }) => step === props.step);
  return (
    <Section title={t("overview.path")} note={t("overview.path-note")} bare>
      <ol class="path">
        {STEPS.map(({ step, href }, index) => (
          <li class={index < here ? "done" : undefined} aria-current={index === here ? "step" : undefined}>
            <b>{index === here ? <a href={props.href ?? href}>{t(`path.${step}`)}</a> : t(`path.${step}`)}</b>
            {t(`path.${step}-why`)}
          </li>
        ))}
      </ol>
    </Section>
  );
}
