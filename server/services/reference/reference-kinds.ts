import type { z } from "zod";
import { Gate } from "../../../schemas/reference/gate.ts";
import { Holiday } from "../../../schemas/reference/holiday.ts";
import { Language } from "../../../schemas/reference/language.ts";
import { Organisation } from "../../../schemas/reference/organisation.ts";
import { Programme } from "../../../schemas/reference/programme.ts";
import { Province } from "../../../schemas/reference/province.ts";
import type { ReferenceKind } from "../../db/tables.ts";

/** The shape of a row by kind; a kind without a shape does not compile. */
export const REFERENCE_SCHEMAS = {
  gate: Gate,
  province: Province,
  language: Language,
  holiday: Holiday,
  programme: Programme,
  organisation: Organisation,
} as const satisfies Record<ReferenceKind, z.ZodType>;

/** What a row of the kind is. */
export type ReferenceOf<Kind extends ReferenceKind> = z.infer<(typeof REFERENCE_SCHEMAS)[Kind]>;
