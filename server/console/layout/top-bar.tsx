import { dateOf, HOME_ZONE, timeOf } from "../parts/format.ts";
import { Stele } from "../parts/icon.tsx";
import type { View } from "../view.ts";
import { LanguageSwitch, ThemeSwitch } from "./switches.tsx";

/** The parts of the console, in the order of the day. */
export type Place =
  | "overview"
  | "schedule"
  | "stories"
  | "approval"
  | "screens"
  | "reports"
  | "people"
  | "server"
  | "none";

const PLACES: readonly { place: Exclude<Place, "none" | "people" | "server">; href: string }[] = [
  { place: "overview", href: "/" },
  { place: "schedule", href: "/schedule" },
  { place: "stories", href: "/stories" },
  { place: "approval", href: "/approval" },
  { place: "screens", href: "/screens" },
  { place: "reports", href: "/reports" },
];

/** Words, no icons; the marker stands under where you are. On a phone it lies under the thumb. */
export function TopBar(props: { view: View; place: Place }) {
  const { view } = props;
  const { t } = view;
  return (
    <header class="top">
      <div class="top-in">
        <a class="mark" href="/">
          <Stele />
          Cột Mốc
        </a>
        <nav class="nav" aria-label={t("shell.main")}>
          {PLACES.map(({ place, href }) => (
            <a href={href} aria-current={place === props.place ? "page" : undefined}>
              {t(`nav.${place}`)}
              {place === "approval" && view.waitingForMe > 0 ? (
                <span class="count">
                  <span aria-hidden="true">{view.waitingForMe}</span>
                  <span class="only-read">{t("nav.waiting", { n: view.waitingForMe })}</span>
                </span>
              ) : null}
            </a>
          ))}
        </nav>
        <div class="top-end">
          <p class="clock">
            <b>{timeOf(view.nowMs)}</b>
            {dateOf(view, view.nowMs, HOME_ZONE)} · {t("time.home-zone")}
          </p>
          <AccountMenu view={view} place={props.place} />
        </div>
      </div>
    </header>
  );
}

function AccountMenu(props: { view: View; place: Place }) {
  const { view } = props;
  if (view.person === null) return <LanguageSwitch view={view} />;
  return (
    <details class="account">
      <summary>
        <span>{view.person.displayName}</span>
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          <path d="M3.5 5.5L7 9l3.5-3.5" fill="none" stroke="currentColor" stroke-width="1.5" />
        </svg>
      </summary>
      <div class="account-card">
        <p class="small mute">{view.person.roles.map((role) => view.t(`role.${role}`)).join(", ")}</p>
        <a class="button button-small" href="/people" aria-current={props.place === "people" ? "page" : undefined}>
          {view.t("nav.people")}
        </a>
        {view.person.roles.includes("administrator") ? (
          <a class="button button-small" href="/server" aria-current={props.place === "server" ? "page" : undefined}>
            {view.t("nav.server")}
          </a>
        ) : null}
        <LanguageSwitch view={view} />
        <ThemeSwitch view={view} />
        <form method="post" action="/sign-out">
          <button type="submit" class="button button-small">
            {view.t("shell.sign-out")}
          </button>
        </form>
      </div>
    </details>
  );
}
