import { inboxFailureMessage } from "../../services/sources/inbox-failure.ts";
import type { InboxItem } from "../../services/sources/inbox-item.ts";
import type { Source } from "../../services/sources/source-view.ts";
import { Page } from "../layout/page.tsx";
import { Field, RefusalNote } from "../parts/field.tsx";
import { momentOf } from "../parts/format.ts";
import { Empty, PageHead, Section } from "../parts/section.tsx";
import { State, type StateKind } from "../parts/state.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";

export type InboxShow = "open" | "taken" | "dismissed";

interface InboxPageProps {
  view: View;
  show: InboxShow;
  items: readonly InboxItem[];
  sources: readonly Source[];
  refusal?: Refusal | undefined;
}

/** The one source profile there is; a source of it can be added with one button. */
const PROFILE = { id: "vietnamvn", name: "vietnam.vn" };

const KINDS: Record<InboxItem["state"], StateKind> = {
  discovered: "wait",
  fetched: "good",
  taken: "good",
  dismissed: "off",
  failed: "look",
};

const HEALTH: Record<Source["health"], StateKind> = {
  unknown: "unknown",
  ok: "good",
  degraded: "look",
  stale: "stale",
  empty: "missing",
  blocked: "now",
  dead: "now",
};

/** Articles as they came, each with its source and the next step. */
export function InboxPage(props: InboxPageProps) {
  const { view, show, items } = props;
  const { t } = view;
  const mayAct = view.person?.roles.includes("editor") === true;
  return (
    <Page
      view={view}
      title={t("inbox-page.title")}
      place="stories"
      crumbs={[{ href: "/stories", label: t("nav.stories") }]}
    >
      <PageHead
        lead={
          show === "open" && items.length > 0 ? (
            <em>{t("inbox-page.lead", { n: items.length })}</em>
          ) : (
            t("inbox-page.lead-none")
          )
        }
        under={t("inbox-page.under")}
      />
      <RefusalNote refusal={props.refusal} />
      <div class="columns columns-side">
        <div>
          <nav class="chips tools" aria-label={t("inbox-page.list")}>
            {(["open", "taken", "dismissed"] as const).map((one) => (
              <a
                class="chip"
                href={one === "open" ? "/inbox" : `/inbox?show=${one}`}
                aria-current={one === show ? "true" : undefined}
              >
                {t(`inbox-page.show-${one}`)}
              </a>
            ))}
          </nav>
          <Section title={t("inbox-page.list")} bare>
            {items.length === 0 ? (
              <Empty title={t("inbox-page.lead-none")}>
                <p>{t("inbox-page.empty")}</p>
              </Empty>
            ) : (
              <ol class="rows">
                {items.map((item) => (
                  <Row view={view} item={item} sources={props.sources} mayAct={mayAct} />
                ))}
              </ol>
            )}
          </Section>
        </div>
        <Sources {...props} mayAct={mayAct} />
      </div>
    </Page>
  );
}

function Row(props: { view: View; item: InboxItem; sources: readonly Source[]; mayAct: boolean }) {
  const { view, item } = props;
  const { t } = view;
  const source = props.sources.find((one) => one.id === item.sourceId);
  return (
    <li>
      <State kind={KINDS[item.state]}>{t(`inbox-page.state-${item.state}`)}</State>
      <div>
        <p class="what" lang={item.language}>
          <span class="tag">{item.language}</span> {item.title ?? t("inbox-page.untitled")}
        </p>
        {item.summary === null ? null : (
          <p class="why" lang={item.language}>
            {item.summary}
          </p>
        )}
        <p class="why">
          {item.credit ?? source?.name ?? ""}
          {item.publishedAtMs === null
            ? ""
            : ` · ${t("inbox-page.published", { when: momentOf(view, item.publishedAtMs) })}`}
          {" · "}
          <a href={item.canonicalUrl} rel="noreferrer noopener">
            {new URL(item.canonicalUrl).host}
          </a>
        </p>
        {item.failure === null ? null : <p class="small warm">{t(inboxFailureMessage(item.failure))}</p>}
        {item.goneSinceMs === null ? null : <p class="small warm">{t("inbox-page.gone")}</p>}
      </div>
      {props.mayAct ? <Acts view={view} item={item} /> : null}
    </li>
  );
}

function Acts(props: { view: View; item: InboxItem }) {
  const { item } = props;
  const { t } = props.view;
  if (item.state === "taken" || item.state === "dismissed") return null;
  const name = <span class="only-read"> {item.title ?? item.canonicalUrl}</span>;
  return (
    <div class="go">
      {item.state === "fetched" ? (
        <form method="post" action={`/inbox/${item.id}/take`} class="inline-form">
          <input type="hidden" name="title" value={item.title ?? ""} />
          <button type="submit" class="button button-small button-main">
            {t("inbox-page.take")}
            {name}
          </button>
        </form>
      ) : (
        <form method="post" action={`/inbox/${item.id}/fetch`} class="inline-form">
          <button type="submit" class="button button-small">
            {t("inbox-page.fetch")}
            {name}
          </button>
        </form>
      )}
      <form method="post" action={`/inbox/${item.id}/dismiss`} class="inline-form">
        <button type="submit" class="button button-small button-quiet">
          {t("inbox-page.dismiss")}
          {name}
        </button>
      </form>
    </div>
  );
}

function Sources(props: InboxPageProps & { mayAct: boolean }) {
  const { view, sources } = props;
  const { t } = view;
  return (
    <Section title={t("inbox-page.sources")} bare>
      <ol class="rows rows-plain">
        {sources.map((source) => (
          <li>
            <div>
              <p class="what">{source.name}</p>
              <p class="why">
                <State kind={HEALTH[source.health]}>{t(`sources.health.${source.health}`)}</State>{" "}
                {source.lastOkAtMs === null
                  ? t("inbox-page.never")
                  : t("inbox-page.last-ok", { when: momentOf(view, source.lastOkAtMs) })}
              </p>
            </div>
            {props.mayAct ? (
              <form method="post" action={`/inbox/sources/${source.id}/poll`} class="inline-form">
                <button type="submit" class="button button-small">
                  {t("inbox-page.poll")}
                </button>
              </form>
            ) : null}
          </li>
        ))}
      </ol>
      {props.mayAct && !sources.some((source) => source.profile === PROFILE.id) ? (
        <form method="post" action="/inbox/sources" class="form body">
          <input type="hidden" name="profile" value={PROFILE.id} />
          <Field
            name="keywords"
            label={t("inbox-page.keywords")}
            help={t("inbox-page.keywords-help")}
            value={props.refusal?.form.text("keywords")}
          />
          <button type="submit" class="button">
            {t("inbox-page.add-source", { name: PROFILE.name })}
          </button>
        </form>
      ) : null}
    </Section>
  );
}
