import { setFlagsFromString } from "node:v8";

/**
 * From now on memory is collected early and in small portions: the default lets it grow by tens of megabytes while a
 * manifest is installed, which a player has no use for. Not from the first
 * moment, before there is anything to install: a start would be a sixth longer.
 */
export function collectEarly(): void {
  setFlagsFromString("--optimize-for-size");
  setFlagsFromString("--semi-space-growth-factor=1");
}
