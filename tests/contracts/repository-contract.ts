import type { Database } from "../../server/context.ts";
import { approvalContract } from "./approval-contract.ts";
import { auditContract } from "./audit-contract.ts";
import { completenessContract } from "./completeness-contract.ts";
import { assetsContract, storiesContract } from "./content-contract.ts";
import { evidenceContract } from "./evidence-contract.ts";
import { pairingContract } from "./pairing-contract.ts";
import { peopleContract } from "./people-contract.ts";
import { plannedContract } from "./planned-contract.ts";
import { playArchiveContract } from "./play-archive-contract.ts";
import { ledgerStoreContract, playLogContract } from "./play-log-contract.ts";
import { referenceContract } from "./reference-contract.ts";
import { manifestsContract, scheduleContract } from "./schedule-contract.ts";
import { signInContract } from "./sign-in-contract.ts";
import { siteHoursContract, sitesContract } from "./sites-contract.ts";
import { sourcesContract } from "./sources-contract.ts";
import { trustContract } from "./trust-contract.ts";

/** What a repository promises, on every kind of database. `run` gets an empty migrated one. */
export interface RepositoryContract {
  readonly name: string;
  run(db: Database): Promise<void>;
}

/** Every repository's contract; a new repository adds its own here. */
export const repositoryContracts: readonly RepositoryContract[] = [
  peopleContract,
  signInContract,
  auditContract,
  trustContract,
  referenceContract,
  sourcesContract,
  sitesContract,
  siteHoursContract,
  pairingContract,
  assetsContract,
  storiesContract,
  approvalContract,
  scheduleContract,
  manifestsContract,
  playLogContract,
  ledgerStoreContract,
  playArchiveContract,
  completenessContract,
  evidenceContract,
  plannedContract,
];
