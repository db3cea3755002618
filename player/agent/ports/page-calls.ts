import type { CdpPipe } from "./cdp-pipe.ts";

/** Asks one page of the browser's debugger. */
export type Ask = (method: string, parameters?: object) => Promise<Record<string, unknown>>;

/** Longest side: small enough to be kept of every item and day. */
const SMALL_PX = 640;
const SMALL_QUALITY = 60;

/** False when the page answered with an error. */
export async function navigate(ask: Ask, url: string): Promise<boolean> {
  const { errorText } = await ask("Page.navigate", { url });
  return typeof errorText !== "string" || errorText === "";
}

/** What the page shows, as a PNG. */
export async function capture(ask: Ask): Promise<Buffer> {
  const { data } = await ask("Page.captureScreenshot", { format: "png" });
  return Buffer.from(String(data), "base64");
}

/**
 * What the page shows, as a small JPEG. A screenshot in another size would be drawn on the glass in that size first, for
 * everybody to see; the browser's own broadcast is made smaller beside it. `nextFrame` is the next one broadcast.
 */
export async function captureSmall(ask: Ask, nextFrame: () => Promise<string>): Promise<Buffer> {
  await ask("Page.enable");
  const frame = nextFrame();
  const size = { maxWidth: SMALL_PX, maxHeight: SMALL_PX };
  try {
    await ask("Page.startScreencast", { format: "jpeg", quality: SMALL_QUALITY, ...size });
    return Buffer.from(await frame, "base64");
  } finally {
    frame.catch(() => undefined);
    await ask("Page.stopScreencast");
  }
}

/** Opens an empty page out of sight. */
export async function createTarget(pipe: CdpPipe): Promise<string> {
  return String((await pipe.call("Target.createTarget", { url: "about:blank", background: true })).targetId);
}

/** Resolves when the page is drawn, its fonts included. */
export async function waitUntilDrawn(ask: Ask): Promise<void> {
  const expression =
    "new Promise((done) => { const drawn = () => document.fonts.ready.then(() => done()); document.readyState === 'complete' ? drawn() : addEventListener('load', drawn); })";
  await ask("Runtime.evaluate", { expression, awaitPromise: true });
}
