import { Hono } from "hono";
import { followLink } from "../services/qr/follow-link.ts";
import type { AppEnv } from "./env.ts";

const CODE = /^[0-9a-z]{6,20}$/;

/** Where phones arrive that scanned a code from a screen. No session, no cookie, nothing kept about who asks. */
export function qrRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/q/:code", async (c) => {
    c.header("Cache-Control", "no-store");
    c.header("Referrer-Policy", "no-referrer");
    const code = c.req.param("code");
    const link = CODE.test(code) ? await followLink(c.get("ctx"), code) : ({ kind: "unknown" } as const);
    if (link.kind === "target") return c.redirect(link.url, 302);
    c.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'");
    return link.kind === "withdrawn" ? c.html(WITHDRAWN_PAGE, 410) : c.html(UNKNOWN_PAGE, 404);
  });
  return routes;
}

const WITHDRAWN_PAGE = page(
  "Nội dung đã được gỡ",
  "Nội dung này không còn được giới thiệu trên màn hình. Mời bạn xem nội dung đang phát hoặc hỏi cán bộ tại chỗ.",
  "This item has been withdrawn",
  "It is no longer shown on the screens. Please look at what is showing now, or ask the staff on site.",
);

const UNKNOWN_PAGE = page(
  "Không tìm thấy",
  "Mã này không dẫn tới nội dung nào. Mời bạn quét lại mã trên màn hình.",
  "Not found",
  "This code leads nowhere. Please scan the code on the screen again.",
);

/** Both languages at once: whoever scans may be a traveller, and there is no session to know them by. */
function page(titleVi: string, textVi: string, titleEn: string, textEn: string): string {
  return `<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${titleVi}</title>
<style>
body{margin:0;min-height:100vh;display:grid;place-content:center;padding:2rem;background:#f4f6f5;color:#14241c;
font:1.125rem/1.6 system-ui,"Noto Sans",sans-serif}
main{max-width:34rem}h1{font-size:1.6rem;line-height:1.3;margin:0 0 .5rem}h2{font-size:1.2rem;margin:2rem 0 .25rem}p{margin:0}
@media (prefers-color-scheme:dark){body{background:#10201a;color:#eaf1ed}}
</style></head>
<body><main><h1>${titleVi}</h1><p>${textVi}</p><section lang="en"><h2>${titleEn}</h2><p>${textEn}</p></section></main></body></html>`;
}
