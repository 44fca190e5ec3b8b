import type { ApprovalAnswer, ApprovalConnector, ApprovalRequest } from "@asky/sdk";
import { paginate } from "../text/paginate.ts";
import type { Asker } from "./asker.ts";
import { formatRequest } from "./format-request.ts";

/** The question and a line of room. */
const RESERVED_ROWS = 2;
/** How often an answer may be none of those offered. */
const TRIES = 3;

/** Asks the person at the terminal, one question after the other. Only a plain yes to a text that was shown whole is a yes. */
export function createTerminalConnector(asker: Asker, userId: string): ApprovalConnector {
  let last: Promise<unknown> = Promise.resolve();
  return {
    name: "terminal",
    ask(request, signal) {
      const answer = last.then(() => (signal.aborted ? undefined : askOne(asker, request, userId, signal)));
      last = answer.catch(() => {});
      return answer;
    },
  };
}

async function askOne(
  asker: Asker,
  request: ApprovalRequest,
  userId: string,
  signal: AbortSignal,
): Promise<ApprovalAnswer> {
  const deny = (reason: string): ApprovalAnswer => ({ approved: false, reason, userId });
  const pages = paginate(formatRequest(request), asker.size, RESERVED_ROWS);
  for (const [index, page] of pages.entries()) {
    asker.show(page);
    if (index === pages.length - 1) break;
    const more = await asker.ask(
      `-- page ${index + 1} of ${pages.length}: Enter shows more, n denies: `,
      signal,
    );
    if (more === undefined) return deny("The question was not answered.");
    if (/^\s*n/i.test(more)) return deny("Denied at the terminal before the end was read.");
  }
  const hasSession = request.scopes.includes("session");
  const question = `Allow it? [y] once${hasSession ? "  [s] for this session" : ""}  [n] no: `;
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = (await asker.ask(question, signal))?.trim().toLowerCase();
    if (answer === undefined) return deny("The question was not answered.");
    if (answer === "y" || answer === "yes") return { approved: true, scope: "once", userId };
    if (hasSession && (answer === "s" || answer === "session"))
      return { approved: true, scope: "session", userId };
    if (answer === "n" || answer === "no") {
      const reason = (await asker.ask("Why not? (Enter for no reason): ", signal))?.trim();
      return deny(reason === undefined || reason === "" ? "Denied at the terminal." : reason);
    }
    asker.show(`Answer y${hasSession ? ", s" : ""} or n.`);
  }
  return deny("The question was not answered with a yes or no.");
}
