/**
 * What is known of one publisher, as data. The importer's code reads any site through one of these; nothing else in the
 * house names a publisher's hosts, paths or selectors.
 */
export interface SourceProfile {
  readonly id: string;
  /** As credited on the glass. */
  readonly name: string;
  readonly baseUrl: string;
  readonly mediaBaseUrl: string;
  /** Hosts that serve the same pages; the first is the canonical one. */
  readonly hosts: readonly string[];
  readonly mediaHosts: readonly string[];
  readonly plainHttp: boolean;
  /** Zone in which the publisher's days begin. */
  readonly timeZone: string;
  /** Path of the list of one day's articles; `{date}` stands for `YYYY-MM-DD`. */
  readonly daySitemapPath: string;
  /** First path part → language tag. The default language has no path part and stands under "". */
  readonly languagePrefixes: Readonly<Record<string, string>>;
  /** Editions made by machine: a person who reads the language must look before they air. */
  readonly machineTranslated: readonly string[];
  /** First path parts (after the language) that never hold an article. */
  readonly notArticles: readonly string[];
  /** Path prefix of the thumbnailer; what follows it is the original's path on the first media host. */
  readonly thumbnailPath: RegExp;
  readonly selectors: {
    readonly title: string;
    readonly summary: string;
    readonly paperName: string;
    readonly paragraph: string;
    readonly caption: string;
  };
  /** Begins the paragraph that names the original's address. */
  readonly originLine: RegExp;
  /** Title or heading of a page that says "not found" with status 200. */
  readonly notFoundWords: RegExp;
  /** Least time between two requests. */
  readonly gapMs: number;
  /** How long a piece of news stays fit to show. */
  readonly newsLifetimeMs: number;
}
