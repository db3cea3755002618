import type { View } from "../view.ts";

/** Vietnamese or English. A form, so it works without JavaScript and changes nothing by being followed. */
export function LanguageSwitch(props: { view: View }) {
  const { view } = props;
  const other = view.locale === "vi" ? "en" : "vi";
  return (
    <form method="post" action="/language" class="inline-form">
      <input type="hidden" name="back" value={view.here} />
      <button type="submit" class="button button-small button-quiet" name="language" value={other} lang={other}>
        {other === "vi" ? "Tiếng Việt" : "English"}
      </button>
    </form>
  );
}

/** Light, dark, or as the system says. */
export function ThemeSwitch(props: { view: View }) {
  const { view } = props;
  const themes = ["system", "light", "dark"] as const;
  return (
    <form method="post" action="/theme" class="switch" aria-label={view.t("shell.theme")}>
      <input type="hidden" name="back" value={view.here} />
      {themes.map((theme) => (
        <button
          type="submit"
          class="button button-small"
          name="theme"
          value={theme}
          aria-pressed={(view.theme ?? "system") === theme ? "true" : "false"}
        >
          {view.t(`shell.theme-${theme}`)}
        </button>
      ))}
    </form>
  );
}
