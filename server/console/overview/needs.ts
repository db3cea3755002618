import type { Role } from "../../db/tables.ts";
import { waitingSentence } from "../approval/airing-state.tsx";
import type { DecidableAiring } from "../approval/approval-list-page.tsx";
import { dayOf, momentOf } from "../parts/format.ts";
import type { LitScreen } from "../screens/lit-screens.ts";
import type { View } from "../view.ts";

/** One thing that needs a person: the cause, the consequence, and the one button that names the act. */
export interface Need {
  readonly urgency: "now" | "look" | "mine";
  readonly since: string | null;
  readonly what: string;
  readonly why: string;
  readonly verb: string;
  readonly href: string;
}

/** What the overview looks at to find needs. */
export interface Workspace {
  readonly screens: readonly LitScreen[];
  readonly waiting: readonly DecidableAiring[];
  /** This person's own stories of which an edition was returned. */
  readonly returned: readonly { readonly title: string; readonly href: string }[];
  /** Active people with the approver role; null for who may not see it. */
  readonly approvers: number | null;
  readonly hasUnpublished: boolean;
  /** Places where a screen will have nothing to show. */
  readonly holes: number;
  /** Reports that call for somebody, the most pressing first. */
  readonly reports: readonly {
    readonly call: "late" | "soon";
    readonly name: string;
    readonly dueDate: string | null;
  }[];
}

const MOST_SCREENS = 12;

/** Everything that needs a person, by what breaks first: glass that is wrong now, then what will be. */
export function needsOf(view: View, workspace: Workspace): Need[] {
  return [
    ...screenNeeds(view, workspace.screens),
    ...approvalNeeds(view, workspace),
    ...scheduleNeeds(view, workspace),
    ...reportNeeds(view, workspace),
  ];
}

/** A need leads to an act that this person may do; what they may only watch leads to where it is seen. */
function mayDo(view: View, role: Role): boolean {
  return view.person?.roles.includes(role) === true;
}

function screenNeeds(view: View, screens: readonly LitScreen[]): Need[] {
  const { t } = view;
  const isAdministrator = mayDo(view, "administrator");
  if (screens.length === 0) {
    return [
      {
        urgency: "look",
        since: null,
        what: t("need.no-screen"),
        why: isAdministrator ? t("need.no-screen-why") : t("screens.needs-admin"),
        verb: isAdministrator ? t("screens.add") : t("nav.screens"),
        href: isAdministrator ? "/screens/new" : "/screens",
      },
    ];
  }
  return screens.flatMap((one) => screenNeed(view, one) ?? []).slice(0, MOST_SCREENS);
}

function screenNeed(view: View, { screen, lights, sentence }: LitScreen): Need | null {
  const { t } = view;
  const name = `${screen.siteNames[view.locale]}, ${screen.name}`;
  const open = { verb: t("screens.open"), href: `/screens/${screen.screenId}` };
  const heardAtMs = screen.player?.heardAtMs ?? null;
  const since = heardAtMs === null ? null : momentOf(view, heardAtMs, screen.timeZone);
  if (screen.player === null) {
    if (!mayDo(view, "administrator")) {
      return {
        urgency: "look",
        since: null,
        what: t("need.pair", { screen: name }),
        why: t("screens.needs-admin"),
        ...open,
      };
    }
    const pair = { verb: t("screens.pair"), href: `/screens/${screen.screenId}/pair` };
    return { urgency: "look", since: null, what: t("need.pair", { screen: name }), why: t("need.pair-why"), ...pair };
  }
  if (lights.right === "bad") {
    return { urgency: "now", since, what: t("need.wrong", { screen: name }), why: sentence, ...open };
  }
  if (lights.alive === "bad") {
    return { urgency: "look", since, what: t("need.offline", { screen: name }), why: sentence, ...open };
  }
  if (lights.right === "half" && screen.plan !== "behind") {
    return { urgency: "look", since: null, what: t("need.wrong", { screen: name }), why: sentence, ...open };
  }
  if (screen.plan === "unplanned" && lights.alive === "good" && mayDo(view, "editor")) {
    const put = { verb: t("need.unplanned-go"), href: "/stories" };
    return {
      urgency: "look",
      since: null,
      what: t("need.unplanned", { screen: name }),
      why: t("need.unplanned-why"),
      ...put,
    };
  }
  if (lights.proof === "bad") {
    return { urgency: "look", since: null, what: t("need.proof", { screen: name }), why: sentence, ...open };
  }
  return null;
}

function approvalNeeds(view: View, workspace: Workspace): Need[] {
  const { t } = view;
  const needs: Need[] = [];
  if (workspace.approvers !== null && workspace.approvers < 2) {
    needs.push({
      urgency: "look",
      since: null,
      what: t("need.approvers"),
      why: t("need.approvers-why"),
      verb: t("need.approvers-go"),
      href: "/people",
    });
  }
  const mine = workspace.waiting.filter((airing) => airing.own === "may-approve");
  const [first] = mine;
  if (first !== undefined) {
    needs.push({
      urgency: "mine",
      since: momentOf(view, first.submittedAtMs),
      what: mine.length === 1 ? t("need.sign-one", { title: first.storyTitle }) : t("need.sign", { n: mine.length }),
      why: t("need.sign-why"),
      verb: t("approval-page.open"),
      href: mine.length === 1 ? `/approval/${first.airingSha256}` : "/approval",
    });
  }
  for (const { title, href } of workspace.returned) {
    const words = { what: t("need.rejected", { title }), why: t("need.rejected-why"), verb: t("need.rejected-go") };
    needs.push({ urgency: "mine", since: null, ...words, href });
  }
  for (const airing of workspace.waiting.filter((one) => one.own !== "may-approve" && one.waiting?.blocked != null)) {
    needs.push({
      urgency: "look",
      since: momentOf(view, airing.submittedAtMs),
      what: t("need.blocked", { title: airing.storyTitle }),
      why: waitingSentence(view, airing),
      verb: t("approval-page.look"),
      href: `/approval/${airing.airingSha256}`,
    });
  }
  return needs;
}

function scheduleNeeds(view: View, workspace: Workspace): Need[] {
  const { t } = view;
  const needs: Need[] = [];
  if (workspace.hasUnpublished && mayDo(view, "editor")) {
    needs.push({
      urgency: "look",
      since: null,
      what: t("need.publish"),
      why: t("need.publish-why"),
      verb: t("need.publish-go"),
      href: "/schedule",
    });
  } else if (workspace.holes > 0) {
    needs.push({
      urgency: "look",
      since: null,
      what: t("need.problem", { n: workspace.holes }),
      why: t("need.problem-why"),
      verb: t("need.problem-go"),
      href: "/schedule",
    });
  }
  return needs;
}

/** One line however many: the page of reports names each. */
function reportNeeds(view: View, { reports }: Workspace): Need[] {
  const { t } = view;
  const [first] = reports;
  if (first === undefined) return [];
  const late = reports.filter(({ call }) => call === "late").length;
  const due = first.dueDate === null ? "" : dayOf(first.dueDate);
  return [
    {
      urgency: "look",
      since: null,
      what: late > 0 ? t("need.report-late", { n: late }) : t("need.report-soon", { n: reports.length }),
      why: t("need.report-why", { report: first.name, date: due }),
      verb: t("need.report-go"),
      href: "/reports",
    },
  ];
}
