import type { Child } from "hono/jsx";
import type { ServerState } from "../../services/settings/read-server-state.ts";
import { Page } from "../layout/page.tsx";
import { exactTimeOf, momentOf, numberOf, sizeOf } from "../parts/format.ts";
import { PageHead, Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { RetentionForm } from "./retention-form.tsx";

const DAY_MS = 86_400_000;
/** Players send again what a server lost within so many days. */
const BACKUP_DUE_DAYS = 3;

/** The machine under the server: what fills its disk, and when it was last backed up. */
export function ServerPage(props: { view: View; state: ServerState; refusal?: Refusal | undefined }) {
  const { view, state, refusal } = props;
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
              name={t("server.archive")}
              value={sizeOf(view, state.archive.sizeBytes)}
              why={t("server.archive-holds", {
                n: numberOf(view, state.archive.records),
                files: numberOf(view, state.archive.files),
                days: numberOf(view, state.archive.afterDays),
              })}
            />
            <Fact
              name={t("server.free")}
              value={sizeOf(view, state.freeBytes)}
              why={t("server.free-of", { size: sizeOf(view, state.diskBytes) })}
            />
            <Sweep view={view} state={state} />
          </ol>
          <div class="body">
            <RetentionForm view={view} days={state.archive.afterDays} refusal={refusal} />
          </div>
        </Section>
        <Section title={t("server.backup")} bare>
          <ol class="rows">
            <Backup view={view} state={state} />
            <Timed view={view} state={state} />
            <Drill view={view} state={state} />
          </ol>
        </Section>
        <Section title={t("server.anomalies")} note={t("server.anomalies-note")} bare>
          <ol class="rows">
            {state.anomalies.length === 0 ? <Fact name={t("server.anomalies-none")} value="0" /> : null}
            {state.anomalies.map(({ kind, count, players, lastAtMs }) => (
              <Fact
                name={t(`server.anomaly-${kind}`)}
                value={numberOf(view, count)}
                why={t("server.anomaly-of", { n: numberOf(view, players), when: momentOf(view, lastAtMs) })}
              />
            ))}
          </ol>
        </Section>
      </div>
    </Page>
  );
}

function Lead(props: { view: View; state: ServerState }) {
  const { view, state } = props;
  const { t } = view;
  const { backup, drill, timed } = state;
  const isOld = backup !== null && view.nowMs - backup.madeAtMs > BACKUP_DUE_DAYS * DAY_MS;
  if (drill !== null && !drill.ok) return <em>{t("server.lead-drill")}</em>;
  if (timed !== null && !timed.ok) return <em>{t("server.lead-timed")}</em>;
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
    ...(backup.hasKeys ? [] : [t("server.without-keys")]),
    ...missing,
  ].join(" · ");
  return <Fact name={t("server.last-backup")} value={momentOf(view, backup.madeAtMs)} why={why} />;
}

/** The backups that the server makes by itself; a failure says why. */
function Timed(props: { view: View; state: ServerState }) {
  const { view } = props;
  const { t } = view;
  const { timed } = props.state;
  if (timed === null) return <Fact name={t("server.timed")} value={t("server.never")} why={t("server.timed-means")} />;
  const { ok, reason, atMs, madeAtMs } = timed;
  const why = ok
    ? t("server.timed-means")
    : t("server.timed-failed", {
        reason: reason ?? "",
        last: madeAtMs === null ? t("server.never") : momentOf(view, madeAtMs),
      });
  return <Fact name={t("server.timed")} value={momentOf(view, atMs)} why={why} />;
}

/** Media that nothing uses: what waits for its time, and what went last. */
function Sweep(props: { view: View; state: ServerState }) {
  const { view } = props;
  const { t } = view;
  const { sweep } = props.state;
  if (sweep === null)
    return <Fact name={t("server.unused")} value={t("server.never")} why={t("server.unused-means")} />;
  const { waitingFiles, waitingBytes, removedFiles, removedBytes, atMs } = sweep;
  const why = t("server.unused-told", {
    n: numberOf(view, waitingFiles),
    removed: numberOf(view, removedFiles),
    size: sizeOf(view, removedBytes),
    when: momentOf(view, atMs),
  });
  return <Fact name={t("server.unused")} value={sizeOf(view, waitingBytes)} why={why} />;
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
