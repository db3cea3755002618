import { approval } from "./approval.ts";
import { assets } from "./assets.ts";
import { common } from "./common.ts";
import { consoleApproval } from "./console-approval.ts";
import { consoleCompleteness } from "./console-completeness.ts";
import { consoleEntries } from "./console-entries.ts";
import { consoleExplorer } from "./console-explorer.ts";
import { consoleInbox } from "./console-inbox.ts";
import { consoleLetterhead } from "./console-letterhead.ts";
import { consoleOrders } from "./console-orders.ts";
import { consoleOverview } from "./console-overview.ts";
import { consolePeople } from "./console-people.ts";
import { consolePlaces } from "./console-places.ts";
import { consoleReports } from "./console-reports.ts";
import { consoleSchedule } from "./console-schedule.ts";
import { consoleScheduleTimeline } from "./console-schedule-timeline.ts";
import { consoleScreens } from "./console-screens.ts";
import { consoleServer } from "./console-server.ts";
import { consoleShell } from "./console-shell.ts";
import { consoleStories } from "./console-stories.ts";
import { consoleTiming } from "./console-timing.ts";
import { indicators } from "./indicators.ts";
import { pairing } from "./pairing.ts";
import { people } from "./people.ts";
import { reports } from "./reports.ts";
import { schedule } from "./schedule.ts";
import { scheduleWords } from "./schedule-words.ts";
import { sites } from "./sites.ts";
import { sources } from "./sources.ts";
import { stories } from "./stories.ts";
import { trust } from "./trust.ts";
import { withdrawals } from "./withdrawals.ts";

/** The two interface languages; Vietnamese is the first and the fallback. */
export type Locale = "vi" | "en";

/** One text in both languages; `{name}` marks a parameter. */
export interface Message {
  readonly vi: string;
  readonly en: string;
}

/** Every text of console and refusals. One file per noun; a key missing in one language does not compile. */
export const catalogue = {
  ...common,
  ...people,
  ...trust,
  ...consoleShell,
  ...consolePeople,
  ...approval,
  ...assets,
  ...indicators,
  ...pairing,
  ...reports,
  ...schedule,
  ...scheduleWords,
  ...sites,
  ...sources,
  ...stories,
  ...withdrawals,
  ...consoleScreens,
  ...consoleApproval,
  ...consoleStories,
  ...consoleSchedule,
  ...consoleScheduleTimeline,
  ...consoleReports,
  ...consoleOverview,
  ...consoleExplorer,
  ...consoleInbox,
  ...consoleEntries,
  ...consoleTiming,
  ...consoleLetterhead,
  ...consoleOrders,
  ...consolePlaces,
  ...consoleCompleteness,
  ...consoleServer,
} satisfies Record<string, Message>;

export type MessageKey = keyof typeof catalogue;
export type MessageParameters = Readonly<Record<string, string | number>>;

/** The text of `key`, with each `{name}` replaced. An absent parameter leaves its mark visible, so that a test sees it. */
export function text(locale: Locale, key: MessageKey, parameters: MessageParameters = {}): string {
  const message: Message = catalogue[key];
  return message[locale].replace(/\{(\w+)\}/g, (mark, name: string) => String(parameters[name] ?? mark));
}
