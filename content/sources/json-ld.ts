/** One JSON-LD object, unchecked. */
export type LinkedData = Readonly<Record<string, unknown>>;

const ARTICLE_TYPES = new Set(["NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting"]);
const MAX_OBJECTS = 200;

/** The first article among a page's JSON-LD blocks, lists and graphs included. Broken blocks are passed over. */
export function findArticleData(blocks: readonly string[]): LinkedData | undefined {
  return blocks
    .flatMap((block) => objectsIn(parseBlock(block)))
    .find((object) => typesOf(object).some((type) => ARTICLE_TYPES.has(type)));
}

/** A text member; of a list the first, of an object its `name`. `undefined` when there is none. */
export function textMember(data: LinkedData | undefined, name: string): string | undefined {
  return firstText(memberOf(data, name), ["name"]);
}

/** A member that holds an address: text, or an object's `url`, `contentUrl` or `@id`; of a list the first. */
export function urlMember(data: LinkedData | undefined, name: string): string | undefined {
  return firstText(memberOf(data, name), ["url", "contentUrl", "@id"]);
}

function memberOf(data: LinkedData | undefined, name: string): unknown {
  return data !== undefined && Object.hasOwn(data, name) ? data[name] : undefined;
}

function firstText(value: unknown, names: readonly string[]): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const candidates = isObject(first) ? names.map((name) => memberOf(first, name)) : [first];
  return candidates.find((text): text is string => typeof text === "string" && text.trim() !== "");
}

function parseBlock(block: string): unknown {
  try {
    return JSON.parse(block);
  } catch {
    // Not an error of ours: a page with a broken block is read by its other marks.
    return undefined;
  }
}

function objectsIn(value: unknown): LinkedData[] {
  const found: LinkedData[] = [];
  const waiting: unknown[] = [value];
  for (let next = waiting.pop(); next !== undefined && found.length < MAX_OBJECTS; next = waiting.pop()) {
    if (Array.isArray(next)) waiting.push(...next.slice(0, MAX_OBJECTS).reverse());
    else if (isObject(next)) {
      found.push(next);
      if ("@graph" in next) waiting.push(next["@graph"]);
    }
  }
  return found;
}

function typesOf(object: LinkedData): string[] {
  const type = object["@type"];
  return (Array.isArray(type) ? type : [type]).filter((name) => typeof name === "string");
}

function isObject(value: unknown): value is LinkedData {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
