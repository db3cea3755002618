import type { Child } from "hono/jsx";
import type { ServerState } from "../../services/settings/read-server-state.ts";
import { Page } from "../layout/page.tsx";
import { exactTimeOf, momentOf, numberOf, sizeOf } from "../parts/format.ts";
import { PageHead, Section } from "../parts/section.tsx";
import type { View } from "../view.ts";

const DAY_MS = 86_400_000;
/** Players send again what a server lost within so many days. */
const BACKUP_DUE_DAYS = 3;

/** The machine under the server: what fills its disk, and when it was last backed up. */
export function ServerPage(props: { view: View; state: ServerState }) {
  const { view, state } = props;
  const { t } = view;
  return (
    <Page view={view} title={t("nav.server")} place="server">
      <PageHead
        lead={<Lead view={view} state={state} />}
        under={t("server.under", { time: exactTimeOf(view.nowMs) })}
      />
      <div class="columns">
        <Section title={t("server.disk")} note={t("server.disk-note")} bare>
          <ol class="rows">
            <Fact name={t("server.database")} value={sizeOf(view, state.databaseBytes)} />
            <Fact
              name={t("server.media")}
              value={sizeOf(view, state.media.sizeBytes)}
              why={`${t("server.media-files", { n: numberOf(view, state.media.files) })}. ${t("server.kept")}`}
            />
            <Fact
              name={t("server.free")}
              value={sizeOf(view, state.freeBytes)}
              why={t("server.free-of", { size: sizeOf(view, state.diskBytes) })}
            />
          </ol>
        </Section>
        <Section title={t("server.backup")} bare>
          <ol class="rows">
            <Backup view={view} state={state} />
            <Drill view={view} state={state} />
          </ol>
        </Section>
      </div>
    </Page>
  );
}

function Lead(props: { view: View; state: ServerState }) {
  const { view, state } = props;
  const { t } = view;
  const { backup, drill } = state;
  const isOld = backup !== null && view.nowMs - backup.madeAtMs > BACKUP_DUE_DAYS * DAY_MS;
  if (drill !== null && !drill.ok) return <em>{t("server.lead-drill")}</em>;
  if (backup !== null && !isOld) return <>{t("server.lead-ok")}</>;
  return (
    <>
      <em>{backup === null ? t("server.lead-none") : t("server.lead-old", { days: BACKUP_DUE_DAYS })}</em>{" "}
      {t("server.lead-do")}
    </>
  );
}

function Backup(props: { view: View; state: ServerState }) {
  const { view } = props;
  const { t } = view;
  const { backup } = props.state;
  if (backup === null) return <Fact name={t("server.last-backup")} value={t("server.never")} />;
  const missing = backup.missingMedia > 0 ? [t("server.missing-media", { n: backup.missingMedia })] : [];
  const why = [
    sizeOf(view, backup.sizeBytes),
    t("server.checked"),
    backup.withMedia ? t("server.with-media") : t("server.without-media"),
    ...missing,
  ].join(" · ");
  return <Fact name={t("server.last-backup")} value={momentOf(view, backup.madeAtMs)} why={why} />;
}

function Drill(props: { view: View; state: ServerState }) {
  const { view } = props;
  const { t } = view;
  const { drill } = props.state;
  if (drill === null) return <Fact name={t("server.last-drill")} value={t("server.never")} />;
  const why = drill.ok ? t("server.drill-ok") : t("server.drill-bad");
  return <Fact name={t("server.last-drill")} value={momentOf(view, drill.atMs)} why={why} />;
}

function Fact(props: { name: string; value: Child; why?: string }) {
  return (
    <li>
      <div>{props.name}</div>
      <div>
        <p class="what">{props.value}</p>
        {props.why === undefined ? null : <p class="why">{props.why}</p>}
      </div>
    </li>
  );
}
