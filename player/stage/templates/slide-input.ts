import type { SlideFields } from "../../../schemas/slide.ts";

/** What a template is given; everything in it is covered by the approvals. */
export interface SlideInput {
  readonly fields: SlideFields;
  readonly language: string;
  readonly pictureUrl: string | undefined;
  readonly needsNativeCheck: boolean;
}
