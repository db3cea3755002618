import { Hono } from "hono";
import { DomainError } from "../../errors.ts";
import { withUpload } from "../../http/upload-body.ts";
import { submitForApproval } from "../../services/approval/submit-for-approval.ts";
import { getAsset, listAssets } from "../../services/assets/get-asset.ts";
import { uploadAsset } from "../../services/assets/upload-asset.ts";
import { listReference } from "../../services/reference/list-reference.ts";
import { addEditionVersion } from "../../services/stories/add-edition-version.ts";
import { createStoryWithEdition, type FirstEditionInput } from "../../services/stories/create-story-with-edition.ts";
import { getStory } from "../../services/stories/list-stories.ts";
import { appOf, type ConsoleContext, type ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { formOf } from "../form-input.ts";
import { readLanguages } from "../parts/languages.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, refusalOf, submit } from "../submit.ts";
import { AddStoryPage } from "./add-story-page.tsx";
import { mediaInputOf, slideInputOf } from "./edition-input.ts";
import { MediaFormPage } from "./media-form-page.tsx";
import { SlideFormPage } from "./slide-form-page.tsx";
import { startingSlide } from "./starting-slide.ts";

/** New content: upload, picture and video editions, slides. */
export function addStoryConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/stories/new", (c) => showAdd(c));
  app.post("/stories/upload", async (c) => {
    try {
      const { assetSha256 } = await withUpload(appOf(c), ({ stream, fileName, sizeBytes }) =>
        uploadAsset(c.get("ctx"), stream, { fileName, sizeBytes }),
      );
      const story = c.req.query("story") ?? "";
      return goTo(
        c,
        `/stories/new/media?${story === "" ? "" : `story=${encodeURIComponent(story)}&`}asset=${assetSha256}`,
      );
    } catch (error) {
      return showAdd(c, refusalOf(c, error));
    }
  });
  app.get("/stories/new/media", (c) => showMedia(c, c.req.query("asset") ?? "", c.req.query("story") ?? ""));
  app.post("/stories/new/media", (c) =>
    submit(
      c,
      async (form) => {
        const asset = await getAsset(c.get("ctx"), { assetSha256: form.text("asset") });
        if (asset.kind === null) throw new DomainError("conflict", "stories.asset-not-ready");
        return save(c, form, mediaInputOf(form, { assetSha256: asset.assetSha256, kind: asset.kind }));
      },
      (refusal) => showMedia(c, refusal.form.text("asset"), refusal.form.text("story"), refusal),
    ),
  );
  app.get("/stories/new/slide", async (c) => {
    const start = await startingSlide(c.get("ctx"), c.req.query("story") ?? "", c.req.query("from") ?? "");
    return showSlide(c, c.req.query("story") ?? "", start);
  });
  app.post("/stories/new/slide", (c) =>
    submit(
      c,
      async (form) => save(c, form, slideInputOf(form, await readLanguages(c.get("ctx")))),
      (refusal) => showSlide(c, refusal.form.text("story"), refusal.form, refusal),
    ),
  );
  return app;
}

/** Stores the edition, and sends it to the approvers when that was the button. */
async function save(c: ConsoleContext, form: FormInput, edition: FirstEditionInput): Promise<Response> {
  const ctx = c.get("ctx");
  const known = form.text("story");
  const saved =
    known === ""
      ? await createStoryWithEdition(ctx, edition)
      : { storyId: known, ...(await addEditionVersion(ctx, { ...edition, storyId: known })) };
  const parameters = { title: edition.title };
  if (form.text("then") === "draft") {
    return goTo(c, `/stories/${saved.storyId}`, { key: "media-form.saved", parameters });
  }
  try {
    const { airingSha256 } = await submitForApproval(ctx, { editionVersionId: saved.editionVersionId });
    return goTo(c, `/approval/${airingSha256}`, { key: "story.submit-done", parameters });
  } catch (error) {
    // The edition is kept as a draft, and the sentence says what stood against sending it.
    const { message } = refusalOf(c, error);
    return goTo(c, `/stories/${saved.storyId}`, {
      key: "media-form.saved-not-sent",
      parameters: { ...parameters, reason: message },
    });
  }
}

async function storyOf(c: ConsoleContext, storyId: string): Promise<{ storyId: string; title: string } | null> {
  return storyId === "" ? null : getStory(c.get("ctx"), { storyId });
}

async function showAdd(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  const page = (
    <AddStoryPage
      view={c.get("view")}
      recent={(await listAssets(ctx, { limit: 8 })).items}
      limitBytes={ctx.settings.maxUploadBytes}
      story={await storyOf(c, c.req.query("story") ?? "")}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}

async function showMedia(
  c: ConsoleContext,
  assetSha256: string,
  storyId: string,
  refusal?: Refusal,
): Promise<Response> {
  const ctx = c.get("ctx");
  const asset = await getAsset(ctx, { assetSha256 });
  const page = (
    <MediaFormPage
      view={c.get("view")}
      asset={asset}
      story={await storyOf(c, storyId)}
      form={refusal?.form ?? formOf({ title: asset.fileName.replace(/\.[^.]+$/, "").replace(/[_-]+/g, " ") })}
      languages={await readLanguages(ctx)}
      programmes={await listReference(ctx.db, "programme")}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}

async function showSlide(c: ConsoleContext, storyId: string, form: FormInput, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  const { items } = await listAssets(ctx, { limit: 60 });
  const page = (
    <SlideFormPage
      view={c.get("view")}
      story={await storyOf(c, storyId)}
      form={form}
      languages={await readLanguages(ctx)}
      programmes={await listReference(ctx.db, "programme")}
      pictures={items.filter((asset) => asset.kind === "image" && asset.state === "ready")}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}
