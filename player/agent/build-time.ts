/** Set by the bundler; not there when the sources run as they are. */
declare const COT_MOC_BUILT_AT_MS: number | undefined;

/** It cannot be earlier than this program was built; 0 where that is not known. */
export const BUILT_AT_MS: number = typeof COT_MOC_BUILT_AT_MS === "number" ? COT_MOC_BUILT_AT_MS : 0;
