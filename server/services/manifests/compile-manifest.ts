import type { Manifest } from "../../../schemas/manifest.ts";
import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";
import type { CanonicalManifest } from "./canonical-body.ts";
import { CompileCache } from "./compile-cache.ts";
import { frameOf } from "./compile-frame.ts";
import type { CompileInput, CompileScreen, CompileSources } from "./compile-input.ts";
import { compileView, type PreparedView, prepareView } from "./compile-view.ts";
import type { CompiledView } from "./compiled-view.ts";
import { ScreenViews } from "./screen-view.ts";

export interface CompiledManifest {
  readonly manifest: Manifest;
  readonly problems: readonly ScheduleProblem[];
  /** The manifest's canonical bytes and their hash, under this revision. */
  canonical(revision: number): CanonicalManifest;
  /** The hash alone, far cheaper. */
  sha256(revision: number): string;
}

/** Which days are compiled for a screen. */
export interface CompileSpan {
  /** First civil date, in the screen's zone. */
  readonly fromDate: string;
  readonly days: number;
}

/**
 * Compiles what one screen shows for `days` civil dates from `fromDate`, and the weekly plan after them. Pure: the same
 * input gives the same bytes, in whatever order its lists come, whatever `cache` holds.
 */
export function compileManifest(input: CompileInput, cache: CompileCache = new CompileCache()): CompiledManifest {
  return manifestOf(compiledViewOf(input, cache), input.screen, input.revision);
}

/** The compiled view that an input's screen shares with all that see the same. */
export function compiledViewOf(input: CompileInput, cache: CompileCache): CompiledView {
  const { screen, fromDate, days } = input;
  return viewCompiler(input, cache)(screen, { fromDate, days });
}

/**
 * Compiles screen after screen over the same sources, revision 1; what several have in common, or `cache` knows from
 * before, is made once. The caller may do other work between two of them.
 */
export function* compileScreens(
  screens: readonly CompileScreen[],
  sources: CompileSources,
  spanOf: (screen: CompileScreen) => CompileSpan,
  cache: CompileCache = new CompileCache(),
): Generator<CompiledManifest> {
  const compile = viewCompiler(sources, cache);
  for (const screen of screens) yield manifestOf(compile(screen, spanOf(screen)), screen, 1);
}

/** Compiles views over one set of sources, which are read once for all screens. */
export function viewCompiler(sources: CompileSources, cache: CompileCache) {
  const viewOf = viewFinder(sources, cache);
  return (screen: CompileScreen, span: CompileSpan): CompiledView => {
    const { name, prepare } = viewOf(screen, span);
    return cache.views.get(name, () => compileView(prepare(), cache));
  };
}

/** A screen's view over some days, by the name under which the cache keeps it compiled. */
export interface NamedView {
  readonly name: string;
  prepare(): PreparedView;
}

/** Finds the views of screens over one set of sources. Equal names, equal views. */
export function viewFinder(sources: CompileSources, cache: CompileCache) {
  const views = new ScreenViews(sources, cache);
  return (screen: CompileScreen, span: CompileSpan): NamedView => {
    const view = views.viewOf(screen);
    const frameName = `${screen.timeZone} ${span.fromDate} ${span.days}`;
    const frame = cache.frames.get(frameName, () => frameOf({ ...span, timeZone: screen.timeZone }));
    return { name: `${frameName} ${view.name}`, prepare: () => prepareView(view, frame, span, sources, cache) };
  };
}

/** A view's manifest for one of its screens. */
export function manifestOf(view: CompiledView, screen: CompileScreen, revision: number): CompiledManifest {
  const own = {
    screenId: screen.screenId,
    siteId: screen.siteId,
    place: { name: screen.placeName, languages: screen.languages.map(({ language }) => language) },
  };
  return {
    manifest: { ...view.body, ...own, revision },
    problems: view.problems.map((problem) =>
      "screenId" in problem ? { ...problem, screenId: screen.screenId } : problem,
    ),
    canonical: (asRevision) => view.canonical.write({ ...own, revision: asRevision }),
    sha256: (asRevision) => view.canonical.sha256({ ...own, revision: asRevision }),
  };
}
