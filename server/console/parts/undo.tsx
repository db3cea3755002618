import type { View } from "../view.ts";

const SECONDS = 10;

/**
 * Puts back what was just taken out. With JavaScript it counts down and goes after ten seconds; without, it stays as
 * long as the page does.
 */
export function Undo(props: { view: View; action: string }) {
  const { t } = props.view;
  return (
    <form method="post" action={props.action} class="undo" data-undo={String(SECONDS)}>
      <button type="submit" class="button" data-counting={t("undo.counting")}>
        {t("undo.now")}
      </button>
    </form>
  );
}
