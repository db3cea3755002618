import type { CdpPipe } from "./cdp-pipe.ts";

/** Asks one page of the browser's debugger. */
export type Ask = (method: string, parameters?: object) => Promise<Record<string, unknown>>;

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

/** The same as a JPEG at a third of its size. */
export async function captureSmall(ask: Ask): Promise<Buffer> {
  const { cssLayoutViewport } = (await ask("Page.getLayoutMetrics")) as {
    cssLayoutViewport: { clientWidth: number; clientHeight: number };
  };
  const { clientWidth: width, clientHeight: height } = cssLayoutViewport;
  const clip = { x: 0, y: 0, width, height, scale: 1 / 3 };
  const { data } = await ask("Page.captureScreenshot", { format: "jpeg", quality: 60, clip, optimizeForSpeed: true });
  return Buffer.from(String(data), "base64");
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
