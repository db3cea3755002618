import * as z from "zod";

/** A reference file: what it is, where it comes from, what its reader must know, and its rows. */
export const referenceFile = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({
    about: z.strictObject({ title: z.string(), source: z.string(), remarks: z.array(z.string()) }),
    rows: z.array(row).min(1),
  });

/** How sure a row is; what is not `high` wants a check before it is relied on. */
export const Confidence = z.enum(["high", "medium", "low"]);
