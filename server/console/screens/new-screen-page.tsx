import { EMPTY_FORM } from "../form-input.ts";
import { Page } from "../layout/page.tsx";
import { Field, RefusalNote, Select } from "../parts/field.tsx";
import { PageHead, Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";

/** A place of the reference, as the search shows it. */
export interface GateChoice {
  readonly gateId: string;
  readonly name: string;
  readonly under: string;
  readonly hasSite: boolean;
}

/** Shapes that a screen may have; the stage lays each item out for its own. */
export const SCREEN_SIZES = { h: [1_920, 1_080], v: [1_080, 1_920], strip: [1_920, 640] } as const;

/** First step: the gate, found by name with or without accents. */
export function ChooseGatePage(props: { view: View; query: string; gates: readonly GateChoice[]; matches: number }) {
  const { view, gates } = props;
  const { t } = view;
  return (
    <Page
      view={view}
      title={t("new-screen.title")}
      place="screens"
      crumbs={[{ href: "/screens", label: t("nav.screens") }]}
    >
      <PageHead lead={t("new-screen.gate")} under={t("new-screen.gate-help")} />
      <form method="get" action="/screens/new" class="filter">
        <Field name="q" label={t("new-screen.gate-search")} value={props.query} type="search" autofocus />
        <button type="submit" class="button">
          {t("shell.search")}
        </button>
      </form>
      <Section title={t("new-screen.results", { n: props.matches })} bare>
        {gates.length === 0 ? (
          <p class="body mute">{t("new-screen.none")}</p>
        ) : (
          <ol class="rows rows-plain">
            {gates.map((gate) => (
              <li>
                <div>
                  <p class="what">{gate.name}</p>
                  <p class="why">
                    {gate.under}
                    {gate.hasSite ? <> · {t("new-screen.has-site")}</> : null}
                  </p>
                </div>
                <div class="go">
                  <a class="button button-small" href={`/screens/new?gate=${encodeURIComponent(gate.gateId)}`}>
                    {t("new-screen.choose")}
                    <span class="only-read"> {gate.name}</span>
                  </a>
                </div>
              </li>
            ))}
          </ol>
        )}
      </Section>
    </Page>
  );
}

/** Second step: cluster, name and shape. */
export function NameScreenPage(props: {
  view: View;
  gate: GateChoice;
  clusters: readonly { clusterId: string; name: string }[];
  refusal?: Refusal | undefined;
}) {
  const { view, gate, clusters } = props;
  const { t } = view;
  const form = props.refusal?.form ?? EMPTY_FORM;
  return (
    <Page
      view={view}
      title={t("new-screen.title")}
      place="screens"
      islands={["draft"]}
      crumbs={[{ href: "/screens", label: t("nav.screens") }]}
    >
      <PageHead lead={gate.name} under={gate.under}>
        <a class="button" href="/screens/new">
          {t("new-screen.other-gate")}
        </a>
      </PageHead>
      <form method="post" action="/screens" class="form page-narrow" data-draft={`new-screen-${gate.gateId}`}>
        <RefusalNote refusal={props.refusal} />
        <input type="hidden" name="gateId" value={gate.gateId} />
        {clusters.length === 0 ? null : (
          <Select
            name="clusterId"
            label={t("new-screen.cluster")}
            value={form.text("clusterId") || clusters[0]?.clusterId}
            options={[
              ...clusters.map((cluster) => ({ value: cluster.clusterId, label: cluster.name })),
              { value: "", label: t("new-screen.cluster-new") },
            ]}
          />
        )}
        <Field
          name="clusterName"
          label={t("new-screen.cluster-name")}
          value={form.text("clusterName") || (clusters.length === 0 ? t("new-screen.cluster-default") : "")}
          maxlength={120}
        />
        <Field
          name="name"
          label={t("new-screen.name")}
          value={form.text("name")}
          help={t("new-screen.name-help")}
          required
          maxlength={120}
          autofocus
        />
        <Select
          name="size"
          label={t("new-screen.size")}
          value={form.text("size") || "h"}
          options={(["h", "v", "strip"] as const).map((size) => ({ value: size, label: t(`new-screen.size-${size}`) }))}
        />
        <div class="form-foot">
          <button type="submit" class="button button-main">
            {t("new-screen.submit")}
          </button>
        </div>
      </form>
    </Page>
  );
}
