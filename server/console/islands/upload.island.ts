// Many files at once, a line each: sent one after another, then watched until the server has made them playable.
// Without this the same form sends one file.
const POLL_MS = 1_000;

interface Texts {
  readonly queued: string;
  readonly sending: string;
  readonly processing: string;
  readonly ready: string;
  readonly lost: string;
  readonly use: string;
}

interface Asset {
  readonly state: "queued" | "processing" | "ready" | "failed";
  readonly progressPpm: number;
  readonly failure: { readonly reason: Readonly<Record<string, string>> } | null;
  readonly thumbnail: { readonly sha256: string } | null;
}

const form = document.querySelector<HTMLFormElement>("form[data-upload]");
const input = form?.querySelector<HTMLInputElement>("input[type=file]");
const list = form?.parentElement?.querySelector<HTMLOListElement>("ol.uploads");
if (form && input && list) start(form, input, list);

function start(uploadForm: HTMLFormElement, fileInput: HTMLInputElement, lines: HTMLOListElement): void {
  const texts = uploadForm.dataset as unknown as Texts;
  fileInput.multiple = true;
  uploadForm.querySelector<HTMLButtonElement>("button[type=submit]")?.remove();
  const waiting: (() => Promise<void>)[] = [];
  let busy = false;
  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next();
    busy = false;
  };
  fileInput.addEventListener("change", () => {
    const files = [...(fileInput.files ?? [])];
    for (const file of files) {
      const line = new Line(lines, file.name, texts.queued);
      waiting.push(() => take(uploadForm, texts, file, line, files.length === 1));
    }
    fileInput.value = "";
    void work();
  });
  uploadForm.addEventListener("submit", (event) => event.preventDefault());
}

/** Sends one file and leads on when it is alone and ready; several wait on the page for their turn. */
async function take(uploadForm: HTMLFormElement, texts: Texts, file: File, line: Line, alone: boolean): Promise<void> {
  const locale = uploadForm.dataset.locale ?? "vi";
  const sent = await send(file, (percent) => line.say(texts.sending.replace("{percent}", String(percent)), percent));
  if (sent.assetSha256 === undefined) {
    line.fail(sent.refusal ?? texts.lost);
    return;
  }
  const next = `${uploadForm.dataset.next}${sent.assetSha256}`;
  const watching = watch(sent.assetSha256, texts, line, locale).then((asset) => {
    if (asset?.state !== "ready") return;
    line.done(texts.ready, next, texts.use, asset.thumbnail?.sha256);
    if (alone) location.assign(next);
  });
  if (alone) await watching;
}

function send(
  file: File,
  onProgress: (percent: number) => void,
): Promise<{ assetSha256?: string | undefined; refusal?: string | undefined }> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/assets?fileName=${encodeURIComponent(file.name.normalize("NFC"))}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(Math.floor((event.loaded / event.total) * 100));
    });
    request.addEventListener("load", () => {
      const answer: { assetSha256?: string; detail?: string } | null = request.response;
      resolve({ assetSha256: answer?.assetSha256, refusal: answer?.detail });
    });
    for (const kind of ["error", "abort", "timeout"]) request.addEventListener(kind, () => resolve({}));
    request.send(file);
  });
}

async function watch(assetSha256: string, texts: Texts, line: Line, locale: string): Promise<Asset | undefined> {
  for (;;) {
    const response = await fetch(`/api/v1/assets/${assetSha256}`, { headers: { accept: "application/json" } }).catch(
      () => undefined,
    );
    if (response === undefined || !response.ok) {
      line.fail(texts.lost);
      return undefined;
    }
    const asset: Asset = await response.json();
    const percent = Math.floor(asset.progressPpm / 10_000);
    if (asset.state === "ready") return asset;
    if (asset.state === "failed") {
      line.fail(asset.failure?.reason[locale] ?? texts.lost);
      return asset;
    }
    line.say(asset.state === "queued" ? texts.queued : texts.processing.replace("{percent}", String(percent)), percent);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** One file's line: its name, what happens to it, how far, and where it leads. */
class Line {
  readonly #item = document.createElement("li");
  readonly #state = document.createElement("p");
  readonly #bar = document.createElement("progress");

  constructor(lines: HTMLOListElement, fileName: string, state: string) {
    this.#item.className = "upload";
    const thumb = document.createElement("span");
    thumb.className = "thumb thumb-none";
    const text = document.createElement("div");
    const name = document.createElement("p");
    name.className = "what";
    name.textContent = fileName;
    this.#state.className = "why";
    this.#state.textContent = state;
    this.#bar.max = 100;
    text.append(name, this.#state, this.#bar);
    this.#item.append(thumb, text);
    lines.prepend(this.#item);
  }

  say(state: string, percent: number): void {
    this.#state.textContent = state;
    this.#bar.value = percent;
  }

  fail(reason: string): void {
    this.#state.className = "warm small";
    this.#state.textContent = reason;
    this.#bar.remove();
  }

  done(state: string, href: string, label: string, thumbnailSha256: string | undefined): void {
    this.#state.textContent = state;
    this.#bar.remove();
    if (thumbnailSha256 !== undefined) {
      const image = document.createElement("img");
      image.className = "thumb";
      image.alt = "";
      image.src = `/media/${thumbnailSha256}`;
      this.#item.firstElementChild?.replaceWith(image);
    }
    const link = document.createElement("a");
    link.className = "button button-small";
    link.href = href;
    link.textContent = label;
    this.#item.append(link);
  }
}
