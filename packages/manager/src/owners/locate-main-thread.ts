import type { Debugger, Session } from "node:inspector";
import { pathOf, type StackPlace } from "./stack-place.ts";

/** Between two steps of a promise loop there is nothing but Node's own code; then it is worth another try. */
const MAX_TRIES = 200;

/**
 * Finds out which line the main thread is at, from another thread: stops it there for about a millisecond, also in a
 * loop without end or in a regular expression. A thread that waits for the operating system cannot be asked; then the
 * answer is `undefined`, and so it is where Node was built without an inspector.
 *
 * @param look - what is true of the thread while it is stopped: `held`, the code that was meant holds it; `between`, it
 *   is about to go on; `over`, it is held no more.
 * @param ownRoot - the beginning of the URLs that are not worth telling.
 */
export async function locateMainThread(
  look: () => "held" | "between" | "over",
  ownRoot: string,
  timeoutMs: number,
): Promise<StackPlace | undefined> {
  const session = await connect();
  if (!session) return undefined;
  const urls = new Map<string, string>();
  session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));

  return new Promise((resolve) => {
    let tries = 0;
    let isOver = false;
    const give = (place: StackPlace | undefined): void => {
      isOver = true;
      clearTimeout(timer);
      // Whatever was asked for and not yet answered goes with the session; a thread that stands still goes on.
      session.disconnect();
      resolve(place);
    };
    const timer = setTimeout(give, timeoutMs, undefined);
    session.on("Debugger.paused", ({ params }) => {
      tries += 1;
      const state = look();
      const place = state === "held" ? placeOf(params.callFrames, urls, ownRoot) : undefined;
      session.post("Debugger.resume");
      if (place || state === "over" || tries === MAX_TRIES) give(place);
    });
    session.on("Debugger.resumed", () => {
      if (!isOver) session.post("Debugger.pause");
    });
    session.post("Debugger.enable");
    session.post("Debugger.pause");
  });
}

async function connect(): Promise<Session | undefined> {
  try {
    const inspector = await import("node:inspector");
    const session = new inspector.Session();
    session.connectToMainThread();
    return session;
  } catch {
    // The place is an addition; the name of the plugin is known without it.
    return undefined;
  }
}

/** The innermost call that lies in a file. */
function placeOf(
  calls: readonly Debugger.CallFrame[],
  urls: ReadonlyMap<string, string>,
  ownRoot: string,
): StackPlace | undefined {
  for (const { functionName, location } of calls) {
    const url = urls.get(location.scriptId) ?? "";
    if (!/^(?:file:|[/]|[A-Za-z]:)/.test(url) || url.startsWith(ownRoot)) continue;
    return {
      file: pathOf(url),
      line: location.lineNumber + 1,
      column: (location.columnNumber ?? 0) + 1,
      ...(functionName !== "" && { functionName }),
    };
  }
  return undefined;
}
