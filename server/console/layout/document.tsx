import type { Child } from "hono/jsx";
import type { View } from "../view.ts";

/** The HTML document around every page. Nothing inline: style and script come as files of our own host alone. */
export function Document(props: {
  view: View;
  title: string;
  islands: readonly string[];
  hasBar?: boolean;
  refreshSeconds?: number | undefined;
  children?: Child;
}) {
  const { view } = props;
  return (
    <html lang={view.locale} data-theme={view.theme ?? undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="same-origin" />
        {props.refreshSeconds === undefined ? null : (
          <meta http-equiv="refresh" content={String(props.refreshSeconds)} />
        )}
        <title>{`${props.title} · Cột Mốc`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={view.asset("console.css")} />
        {props.islands.map((name) => (
          <script type="module" src={view.asset(`${name}.island.js`)} />
        ))}
      </head>
      <body class={props.hasBar === true ? "has-bar" : undefined}>{props.children}</body>
    </html>
  );
}
