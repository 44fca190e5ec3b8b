/** What is known of a request before it is routed. */
export interface RequestFacts {
  readonly method: string;
  /** As it stands in the request line. */
  readonly target: string;
  /** Names and values in turn, as they came in: repeated ones are all there. */
  readonly rawHeaders: readonly string[];
}

/** Why a request is not answered. */
export interface Refusal {
  readonly status: 400 | 403 | 405 | 421;
  readonly allow?: string;
}

/** What a page of another site may do: open the console, as a link does. Everything else it gets to see nothing of. */
const LINKED_PATHS: ReadonlySet<string> = new Set(["/", "/start"]);

/**
 * Judges a request before it is routed, static files included.
 *
 * @returns why it is refused, or `undefined`.
 */
export function judgeRequest(request: RequestFacts, hosts: ReadonlySet<string>): Refusal | undefined {
  const { method, target } = request;
  const host = valuesOf(request, "host");
  if (host.length !== 1 || !hosts.has(host[0]?.toLowerCase() ?? "")) return { status: 421 };
  if (!target.startsWith("/") || target.startsWith("//")) return { status: 400 };
  const path = target.split("?", 1)[0] ?? "";
  // Whoever looks ahead with HEAD must not use a start link up.
  if (method !== "GET" && (method !== "HEAD" || path === "/start")) {
    return { status: 405, allow: path === "/start" ? "GET" : "GET, HEAD" };
  }
  if (!mayAsk(request, path)) return { status: 403 };
  return undefined;
}

/**
 * Browsers say where a request comes from. `same-site` counts as foreign: it covers every other port of this machine.
 * Programs that are no browsers say nothing, and are held back by the session alone.
 */
function mayAsk(request: RequestFacts, path: string): boolean {
  const site = valuesOf(request, "sec-fetch-site");
  if (site.length === 0) return true;
  if (site.length > 1) return false;
  if (site[0] === "same-origin" || site[0] === "none") return true;
  const isNavigation = only(request, "sec-fetch-mode") === "navigate";
  const isPage = only(request, "sec-fetch-dest") === "document";
  return isNavigation && isPage && LINKED_PATHS.has(path);
}

function only(request: RequestFacts, name: string): string | undefined {
  const values = valuesOf(request, name);
  return values.length === 1 ? values[0] : undefined;
}

function valuesOf({ rawHeaders }: RequestFacts, name: string): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}
