import type { Manifest } from "../../../schemas/manifest.ts";

/** The part of a manifest that all screens of a view share. */
export type ManifestBody = Omit<Manifest, "screenId" | "siteId" | "place" | "revision">;
