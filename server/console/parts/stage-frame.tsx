import type { View } from "../view.ts";

/** Tall, strip or wide: what the frame is drawn as. */
export function shapeOf(widthPx: number, heightPx: number): "wide" | "tall" | "strip" {
  if (heightPx > widthPx) return "tall";
  return widthPx / heightPx >= 2.4 ? "strip" : "wide";
}

/**
 * The stage's own page in a frame, fed from `feed` (a PreviewFeed as JSON): there is no second renderer, so what is
 * seen here is what the glass draws.
 */
export function StageFrame(props: {
  view: View;
  feed: string;
  shape: "wide" | "tall" | "strip";
  title: string;
  id?: string;
}) {
  const { t } = props.view;
  return (
    <div class={`stage stage-${props.shape}`} id={props.id}>
      <iframe src="/stage/#preview" title={props.title} data-feed={props.feed} loading="eager" />
      <p class="stage-failed" hidden>
        {t("shell.stage-failed")}
      </p>
      <noscript>{t("shell.needs-script")}</noscript>
    </div>
  );
}
