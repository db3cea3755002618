import { Readable } from "node:stream";
import { FetchFailure } from "../../../content/sources/net/fetch-failure.ts";
import { judgePicture } from "../../../content/sources/picture-rule.ts";
import type { ServiceContext } from "../../context.ts";
import { DomainError } from "../../errors.ts";
import { uploadAsset } from "../assets/upload-asset.ts";
import type { InboxFailure } from "./inbox-failure.ts";
import type { SourceSession } from "./source-session.ts";

const MAX_PICTURE_BYTES = 40 * 1_048_576;
const DEADLINE_MS = 60_000;

export interface PictureOutcome {
  readonly assetSha256: string | null;
  readonly failure: InboxFailure | null;
}

/**
 * Brings an article's picture in through the same door as every upload, so that it is re-encoded before it can air.
 * A picture that cannot be had or is none is an answer: the article stands without it.
 */
export async function fetchPicture(
  ctx: ServiceContext,
  session: SourceSession,
  imageUrl: string,
): Promise<PictureOutcome> {
  const limits = { limitBytes: Math.min(MAX_PICTURE_BYTES, ctx.settings.maxUploadBytes), deadlineMs: DEADLINE_MS };
  try {
    const fetched = await session.fetcher.fetch(imageUrl, limits);
    if (fetched.status !== 200) return failed("picture-unreachable");
    const verdict = await judgePicture(fetched.body, ctx.store.workDir);
    if (verdict.kind === "refused") return failed(`picture-${verdict.reason}`);
    const fileName = decodeName(new URL(imageUrl).pathname);
    const { assetSha256 } = await uploadAsset(ctx, Readable.from([fetched.body]), { fileName });
    return { assetSha256, failure: null };
  } catch (error) {
    if (error instanceof FetchFailure) {
      return failed(error.code === "too-large" ? "picture-too-large" : "picture-unreachable");
    }
    if (error instanceof DomainError && error.code === "unsupported-media") return failed("picture-not-an-image");
    throw error;
  }
}

/** The last part of a path, for people to recognise. */
function decodeName(path: string): string {
  const name = path.split("/").at(-1) ?? "";
  return /%(?![0-9a-f]{2})/i.test(name) ? name : name.replace(/%20/g, " ");
}

function failed(failure: InboxFailure): PictureOutcome {
  return { assetSha256: null, failure };
}
