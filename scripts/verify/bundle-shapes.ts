import { z } from "zod";
import { Envelope } from "../../schemas/envelope.ts";
import { ClockAnchor, PlayRecord } from "../../schemas/play-record.ts";
import { PublicKey } from "../../schemas/root-document.ts";

/** What the archive must look like, written down a second time on purpose: nothing here is known from the server. */
export const Manifest = z.strictObject({
  type: z.literal("evidence"),
  report: z.strictObject({
    id: z.string(),
    kind: z.string(),
    period: z.string(),
    programme: z.string().nullable(),
    correction: z.int(),
  }),
  files: z.array(z.strictObject({ name: z.string(), sha256: z.string(), bytes: z.int(), rows: z.int().nullable() })),
});
export type Manifest = z.infer<typeof Manifest>;
export type ListedFile = Manifest["files"][number];

/** `sha256` is of the list's bytes: it tells which of the two files was altered. */
export const ManifestSignatures = z.strictObject({ sha256: z.string(), signatures: Envelope.shape.signatures });

/** The last row of every file of rows. */
export const EndRow = z.strictObject({ end: z.int() });

export const PartRow = z.strictObject({ part: z.string(), sha256: z.string() });
export const RootRow = z.strictObject({ version: z.int(), envelope: Envelope });

export const ReferenceRow = z.discriminatedUnion("of", [
  z.strictObject({
    of: z.literal("programme"),
    code: z.string(),
    kind: z.string(),
    parent: z.string().nullable(),
    nameVi: z.string(),
  }),
  z.strictObject({ of: z.literal("language"), tag: z.string(), role: z.array(z.string()), nameVi: z.string() }),
]);
export type ReferenceRow = z.infer<typeof ReferenceRow>;

export const PlaceRow = z.looseObject({ screenId: z.string(), clusterId: z.string() });

export const PlayerRow = z.strictObject({
  player: z.int().min(1),
  keyId: z.string(),
  publicKey: PublicKey,
  screens: z.array(z.strictObject({ screenId: z.string(), fromMs: z.int(), toMs: z.int().nullable() })),
});
export type PlayerRow = z.infer<typeof PlayerRow>;

export const AnchorRow = ClockAnchor;
export const HeadRow = z.strictObject({ boot: z.int(), seq: z.int(), envelope: Envelope });
export const RecordRow = z.strictObject({
  record: PlayRecord,
  screenId: z.string(),
  startedAtMs: z.int(),
  receivedAtMs: z.int(),
});
export type RecordRow = z.infer<typeof RecordRow>;

export const EditionRow = z.strictObject({
  editionVersionId: z.string(),
  editionId: z.string(),
  storyId: z.string(),
  version: z.int(),
  language: z.string(),
  title: z.string(),
  programmes: z.array(z.string()),
});
export type EditionRow = z.infer<typeof EditionRow>;

export const AiringRow = z.strictObject({
  airingSha256: z.string(),
  document: z.string(),
  approvals: z.array(Envelope),
});

/** What an airing document must say of its edition version. */
export const ApprovedWords = z.looseObject({ editionVersionId: z.string(), title: z.string(), language: z.string() });

const Cell = z.looseObject({
  kind: z.string(),
  text: z.string().optional(),
  value: z.int().optional(),
  digits: z.int().optional(),
  ppm: z.int().optional(),
});
export type Cell = z.infer<typeof Cell>;

const Table = z.looseObject({
  id: z.string(),
  columns: z.array(z.looseObject({ key: z.string(), basis: z.string().nullable() })),
  rows: z.array(z.looseObject({ level: z.string(), cells: z.array(Cell) })),
});
export type Table = z.infer<typeof Table>;

/** As much of the report as is recomputed. */
export const Report = z.looseObject({
  kind: z.string(),
  subject: z.string(),
  period: z.looseObject({ fromDate: z.iso.date(), toDate: z.iso.date(), name: z.string() }),
  tables: z.array(Table),
  evidence: z.strictObject({
    untilReceivedMs: z.int(),
    untilMs: z.int(),
    records: z.int(),
    tablesSha256: z.string(),
  }),
});
export type Report = z.infer<typeof Report>;
