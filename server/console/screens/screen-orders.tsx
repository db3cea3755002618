import type { Role } from "../../db/tables.ts";
import type { CommandView } from "../../services/commands/list-commands.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { Confirm } from "../parts/confirm.tsx";
import { momentOf } from "../parts/format.ts";
import { Section } from "../parts/section.tsx";
import { State, type StateKind } from "../parts/state.tsx";
import type { View } from "../view.ts";

const SHOWN = 5;
const VOLUMES = [0, 20, 40, 60, 80, 100];
const KINDS: Record<CommandView["state"], StateKind> = {
  waiting: "wait",
  unanswered: "stale",
  done: "good",
  failed: "look",
  expired: "stale",
};

/** What can be asked of the player of a screen by whoever looks, and what became of what was asked. */
export function ScreenOrders(props: { view: View; screen: ScreenView; commands: readonly CommandView[] }) {
  const { view, screen } = props;
  const { t } = view;
  if (screen.player === null || screen.retiredAtMs !== null) return null;
  const holds = (...roles: Role[]) => view.person?.roles.some((role) => roles.includes(role)) === true;
  const action = `/screens/${screen.screenId}/orders`;
  const mayInterrupt = holds("editor", "province-editor", "ministry-editor", "administrator");
  return (
    <Section title={t("orders.title")} note={t("orders.note")} id="orders">
      <div class="stack-close">
        <div class="acts">
          <At action={action} kind="identify" label={t("orders.identify")} />
          <At action={action} kind="screenshot" label={t("orders.screenshot")} />
        </div>
        {mayInterrupt ? (
          <form method="post" action={action} class="acts">
            <input type="hidden" name="kind" value="volume" />
            <label>
              {t("orders.volume")}{" "}
              <select name="percent">
                {VOLUMES.map((percent) => (
                  <option value={String(percent)}>{percent} %</option>
                ))}
              </select>
            </label>
            <button type="submit" class="button button-small">
              {t("orders.volume-set")}
            </button>
          </form>
        ) : null}
        {mayInterrupt ? <Asked view={view} action={action} kind="reload" /> : null}
        {holds("administrator") ? <Asked view={view} action={action} kind="restart" /> : null}
        {holds("administrator") ? <Asked view={view} action={action} kind="unpair" warm /> : null}
      </div>
      {props.commands.length === 0 ? (
        <p class="mute">{t("orders.none")}</p>
      ) : (
        <ul class="orders">
          {props.commands.slice(0, SHOWN).map((command) => (
            <li>
              {orderName(view, command.order)}{" "}
              <State kind={KINDS[command.state]}>
                {t(`orders.state-${command.state}`, { detail: command.detail ?? "" })}
              </State>{" "}
              <span class="faint">
                {t("orders.by", { who: command.by ?? "–", when: momentOf(view, command.createdAtMs) })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** The name of an order as its button says it. */
export function orderName(view: View, order: CommandView["order"]): string {
  if (order.kind !== "volume") return view.t(`orders.${order.kind}`);
  return view.t("orders.volume-value", { percent: Math.round(order.volumePpm / 10_000) });
}

function At(props: { action: string; kind: "identify" | "screenshot"; label: string }) {
  return (
    <form method="post" action={props.action}>
      <input type="hidden" name="kind" value={props.kind} />
      <button type="submit" class="button button-small">
        {props.label}
      </button>
    </form>
  );
}

function Asked(props: { view: View; action: string; kind: "reload" | "restart" | "unpair"; warm?: boolean }) {
  const { t } = props.view;
  const label = t(`orders.${props.kind}`);
  return (
    <Confirm
      label={label}
      action={props.action}
      verb={label}
      consequence={t(`orders.${props.kind}-what`)}
      {...(props.warm === true ? { warm: true } : {})}
    >
      <input type="hidden" name="kind" value={props.kind} />
    </Confirm>
  );
}
