// Installs the dependencies and nothing else: what `npm run check` needs on a fresh clone.
import { ensureInstalled, requireNode } from "./ensure-installed.mjs";

requireNode();
ensureInstalled();
