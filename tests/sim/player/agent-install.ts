import { FIRST_INSTALL, wayBack } from "../../../player/agent/core/install.ts";
import type {
  InstallEffect,
  InstallEvent,
  InstallState,
  ManifestName,
} from "../../../player/agent/core/install-events.ts";
import type { AiringVerdict } from "../../../schemas/trust/airing-approval.ts";
import type { SimTimer } from "../engine/event-queue.ts";
import { type Catalogue, verdictOf } from "../plan.ts";
import type { KeptManifest } from "./disk.ts";
import type { Life } from "./life.ts";

const RECHECK_MS = 600_000;

export interface AgentInstallPorts {
  readonly catalogue: Catalogue;
  readonly screenId: string;
  readonly mayAsk: () => boolean;
  readonly onChange: () => void;
  readonly onInstalled: () => void;
}

type Unstamped<E> = E extends unknown ? Omit<E, "random"> : never;

/** The install core on simulated disk and network, as `player/agent/shells/install-shell.ts` runs it on real ones. */
export class AgentInstall {
  readonly #life: Life;
  readonly #ports: AgentInstallPorts;
  readonly #verdicts = new Map<string, AiringVerdict>();
  #state: InstallState = FIRST_INSTALL;
  #retry: SimTimer | null = null;

  constructor(life: Life, ports: AgentInstallPorts) {
    this.#life = life;
    this.#ports = ports;
  }

  get held(): InstallState["held"] {
    return this.#state.held;
  }

  get lastGood(): InstallState["lastGood"] {
    return this.#state.lastGood;
  }

  hasBytes(sha256: string): boolean {
    return this.#state.media.get(sha256)?.standing === "have";
  }

  verdictOf(airingSha256: string): AiringVerdict | undefined {
    return this.#verdicts.get(airingSha256);
  }

  /** What lies on the disk is believed by the rule of the manifest shelf: the pointer, else the newest acted on. */
  start(): void {
    const { files } = this.#life.disk;
    const highestRevision = files.trusted.manifestRevision;
    const pointed = files.current === null ? undefined : files.manifests.get(files.current);
    const older = [...files.manifests.values()]
      .filter((kept) => kept !== pointed && kept.manifest.revision <= highestRevision)
      .sort((one, other) => other.manifest.revision - one.manifest.revision)[0];
    const held = pointed ?? older;
    const lastGood = pointed === undefined ? undefined : older;
    this.dispatch({ type: "booted", held: named(held), lastGood: named(lastGood), highestRevision });
    this.#recheck();
  }

  dispatch(event: Unstamped<InstallEvent>): void {
    const { rules, world } = this.#life;
    if (this.#life.isOver) return;
    const stamped = { ...event, random: world.random.next() } as InstallEvent;
    const before = this.#state;
    const { state, effects } = rules.stepInstall(before, stamped);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    const isNews =
      event.type === "airing" || event.type === "media" ? event.result === "have" : event.type !== "recheck";
    if (isNews && (state.media !== before.media || state.airings !== before.airings)) this.#ports.onChange();
  }

  #recheck(): void {
    this.#life.after(RECHECK_MS, () => {
      this.dispatch({ type: "recheck" });
      this.#recheck();
    });
  }

  #carryOut(effect: InstallEffect): void {
    switch (effect.type) {
      case "fetch-manifest":
        this.#fetchManifest(effect.name);
        return;
      case "refuse-manifest":
        this.#life.world.note("manifest refused", this.#life.machine, effect.reason);
        return;
      case "fetch-airing":
        this.#fetchAiring(effect.sha256);
        return;
      case "fetch-media":
        this.#fetchMedia(effect.sha256);
        return;
      case "commit":
        this.#commit(effect);
        return;
      case "installed":
        this.#life.world.note("installed", this.#life.machine, effect.name.revision);
        this.#ports.onInstalled();
        return;
      case "set-retry":
        if (this.#retry !== null) this.#retry.run = null;
        this.#retry = this.#life.after(effect.delayMs, () => this.dispatch({ type: "retry" }));
    }
  }

  #fetchManifest({ sha256 }: ManifestName): void {
    const failed = (reason: string, isFinal: boolean) =>
      this.dispatch({ type: "manifest-failed", sha256, reason, isFinal });
    if (!this.#ports.mayAsk()) {
      this.#life.after(1, () => failed("unreachable", false));
      return;
    }
    this.#life.ask(
      ({ state }) => state.findManifest(sha256) ?? null,
      (kept) => {
        if (kept === undefined) return failed("unreachable", false);
        if (kept === null) return failed("refused", true);
        if (kept.manifest.screenId !== this.#ports.screenId) return failed("wrong-screen", true);
        this.dispatch({ type: "manifest-opened", sha256, manifest: kept.manifest });
      },
    );
  }

  #fetchAiring(sha256: string): void {
    const { files } = this.#life.disk;
    const judged = (result: "have" | "refused" | "unreachable") => this.dispatch({ type: "airing", sha256, result });
    const verdict = verdictOf(this.#ports.catalogue.get(sha256));
    const keep = () => {
      this.#verdicts.set(sha256, verdict);
      if (!verdict.ok) return judged("refused");
      this.#life.write(
        () => files.airings.add(sha256),
        (isKept) => judged(isKept ? "have" : "unreachable"),
      );
    };
    if (files.airings.has(sha256)) {
      this.#life.after(1, () => {
        this.#verdicts.set(sha256, verdict);
        judged("have");
      });
      return;
    }
    this.#askOr(() => judged("unreachable"), keep);
  }

  #fetchMedia(sha256: string): void {
    const { files } = this.#life.disk;
    const ended = (result: "have" | "refused" | "unreachable") => this.dispatch({ type: "media", sha256, result });
    if (files.media.has(sha256)) {
      this.#life.after(1, () => ended("have"));
      return;
    }
    this.#askOr(
      () => ended("unreachable"),
      () => {
        // Bytes that changed on the way do not have the name they were asked for by.
        if (this.#life.world.random.chance(0.02)) return ended("refused");
        this.#life.write(
          () => files.media.add(sha256),
          (isKept) => ended(isKept ? "have" : "unreachable"),
        );
      },
    );
  }

  #askOr(unreachable: () => void, found: () => void): void {
    if (!this.#ports.mayAsk()) {
      this.#life.after(1, unreachable);
      return;
    }
    this.#life.ask(
      () => true,
      (answer) => (answer === undefined ? unreachable() : found()),
    );
  }

  /** The higher revision is trusted before it is pointed to: after a power cut in between, nothing older gets in. */
  #commit({ name, manifest }: Extract<InstallEffect, { type: "commit" }>): void {
    const { sha256, revision } = name;
    const { files } = this.#life.disk;
    const before = wayBack(this.#state)?.sha256;
    const failed = () => this.dispatch({ type: "commit-failed", sha256 });
    const raise = (then: (isKept: boolean) => void) =>
      this.#life.write(
        () => {
          files.trusted.manifestRevision = Math.max(files.trusted.manifestRevision, revision);
        },
        then,
        { fits: true },
      );
    const point = (then: (isKept: boolean) => void) =>
      this.#life.write(() => {
        files.current = sha256;
        for (const kept of files.manifests.keys()) if (kept !== sha256 && kept !== before) files.manifests.delete(kept);
      }, then);
    this.#life.write(
      () => files.manifests.set(sha256, { sha256, manifest }),
      (isKept) => {
        if (!isKept) return failed();
        this.#life.rules.commitManifest(raise, point, (isDone) =>
          isDone ? this.dispatch({ type: "committed", sha256 }) : failed(),
        );
      },
    );
  }
}

function named(kept: KeptManifest | undefined): InstallState["held"] {
  return kept === undefined ? null : { ...kept, revision: kept.manifest.revision };
}
