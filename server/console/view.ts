import type { Locale, MessageKey, MessageParameters } from "../messages/catalogue.ts";
import type { Person } from "../services/people/person.ts";
import type { WorkspaceNotice } from "../services/settings/workspace-notice.ts";

/** What every page needs besides its own data. Built once a request. */
export interface View {
  readonly locale: Locale;
  readonly t: (key: MessageKey, parameters?: MessageParameters) => string;
  readonly person: Person | null;
  readonly nowMs: number;
  /** Path with query: where a language or theme switch comes back to. */
  readonly here: string;
  /** Null: the system decides. */
  readonly theme: "light" | "dark" | null;
  /** What the request before this one did, in one line; shown once. */
  readonly told: string | null;
  readonly workspace: WorkspaceNotice & { readonly isPublic: boolean };
  /** Items that wait for this person's signature; 0 for who may not sign. */
  readonly waitingForMe: number;
  /** Address of a built file by its logical name. */
  readonly asset: (name: string) => string;
}
