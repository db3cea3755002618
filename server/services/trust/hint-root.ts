import type { ServiceContext } from "../../context.ts";
import { currentRoot } from "./current-root.ts";

/** Tells whoever watches which root document is the newest. Called after a commit that may have made one. */
export async function hintRoot(ctx: ServiceContext): Promise<void> {
  const { document } = await currentRoot(ctx);
  ctx.bus.hint("root-changed", { version: document.version });
}
