import type { AssetView } from "../../services/assets/asset-view.ts";
import { lengthOf, sizeOf } from "../parts/format.ts";
import { State } from "../parts/state.tsx";
import type { View } from "../view.ts";

/** One uploaded file: how far it is, what it is, and why it cannot be used when it cannot. */
export function UploadLine(props: { view: View; asset: AssetView; forStory: string }) {
  const { view, asset } = props;
  const { t } = view;
  const separator = props.forStory === "" ? "" : "&";
  return (
    <li class="upload">
      <AssetThumb asset={asset} />
      <div>
        <p class="what">{asset.fileName}</p>
        <p class="why">{factsOf(view, asset)}</p>
        <AssetState view={view} asset={asset} />
      </div>
      {asset.state === "failed" ? null : (
        <a
          class="button button-small"
          href={`/stories/new/media?${props.forStory}${separator}asset=${asset.assetSha256}`}
        >
          {t("upload.use")}
          <span class="only-read"> {asset.fileName}</span>
        </a>
      )}
    </li>
  );
}

/** State of a file in words; a failing one says why. */
export function AssetState(props: { view: View; asset: AssetView }) {
  const { view, asset } = props;
  const { t } = view;
  const percent = Math.floor(asset.progressPpm / 10_000);
  if (asset.state === "ready") return <State kind="good">{t("upload.ready")}</State>;
  if (asset.state === "queued") return <State kind="wait">{t("upload.queued")}</State>;
  if (asset.state === "failed") {
    return (
      <p class="warm small">
        {t("upload.failed")}: {asset.failure?.reason[view.locale] ?? ""}
      </p>
    );
  }
  return (
    <>
      <State kind="wait">{t("upload.processing", { percent })}</State>
      <progress value={percent} max={100} />
    </>
  );
}

/** The file's small picture, once there is one. */
export function AssetThumb(props: { asset: AssetView }) {
  const { thumbnail } = props.asset;
  if (thumbnail === null) return <span class="thumb thumb-none" />;
  return <img class="thumb" src={`/media/${thumbnail.sha256}`} alt="" loading="lazy" />;
}

function factsOf(view: View, asset: AssetView): string {
  const facts = [sizeOf(view, asset.sizeBytes)];
  if (asset.widthPx !== null && asset.heightPx !== null) facts.push(`${asset.widthPx} × ${asset.heightPx}`);
  if (asset.durationMs !== null) facts.push(lengthOf(view, asset.durationMs));
  return facts.join(" · ");
}
