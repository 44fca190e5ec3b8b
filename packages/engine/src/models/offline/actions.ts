import type { ToolFunctionSchema } from "@asky/sdk";
import { stem, toWords } from "./words.ts";

/** What is done to a thing, roughly; `ask` is everything that only looks. */
export type Action = "ask" | "create" | "delete" | "change" | "send" | "start" | "stop" | "open" | "close";

const VERBS: Readonly<Record<Action, string>> = {
  ask: `get show list find search look lookup tell check fetch read display view return report count compute calculate describe
    give forecast resolve follow track compare summarize summarise explain identify detect query browse inspect measure estimate define`,
  create:
    "create make add generate register compose draft insert put save record log store note new write append remember plan schedule",
  delete: "delete remove erase drop clear cancel discard forget uninstall unsubscribe",
  change:
    "update change modify edit set adjust rename move replace mark assign increase decrease lower raise turn switch",
  send: "send post email mail message notify publish share forward reply",
  start: "run start launch execute play begin trigger resume restart enable activate",
  stop: "stop end pause halt quit kill terminate disable deactivate",
  open: "open unlock",
  close: "close lock shut",
};

const ACTIONS: ReadonlyMap<string, Action> = new Map(
  (Object.entries(VERBS) as [Action, string][]).flatMap(([action, verbs]) =>
    verbs.split(/\s+/).map((verb): [string, Action] => [stem(verb), action]),
  ),
);

const OPPOSITES: ReadonlySet<string> = new Set(
  ["create delete", "start stop", "open close", "delete change", "delete send"].flatMap((pair) => {
    const [a, b] = pair.split(" ");
    return [`${a} ${b}`, `${b} ${a}`];
  }),
);

/** What only makes a wish polite. */
export const POLITE: RegExp =
  /^\s*(?:(?:hi|hey|hello|ok|okay|so|now|and|also|then|please|kindly|asky)\b[\s,!]*|(?:can|could|would|will) you (?:please )?|i(?:'d| would) like (?:you )?to |i (?:want|need) (?:you )?to |let(?:'s| us) |help me (?:to )?)+/i;
const QUESTION =
  /^(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|has|have|had|am|any|can i|may i|should)\b|\?\s*$/i;

/** What a sentence wants done: by its first word, else "ask" when it is a question. */
export function actionOfWish(sentence: string): Action | undefined {
  const wish = sentence.replace(POLITE, "");
  const [first = ""] = toWords(wish);
  const action = ACTIONS.get(stem(first));
  if (QUESTION.test(wish) && (action === undefined || action === "ask")) return "ask";
  return action;
}

/** What a tool does: by the first word of its name that says so, else of its description. */
export function actionOfTool({ function: { name, description } }: ToolFunctionSchema): Action | undefined {
  const words = [...toWords(name), ...toWords(description).slice(0, 1)];
  for (const word of words) {
    const action = ACTIONS.get(stem(word));
    if (action !== undefined) return action;
  }
  return undefined;
}

/** How well two actions go together: a factor. */
export function accord(wish: Action | undefined, tool: Action | undefined): number {
  if (wish === undefined || tool === undefined) return 1;
  if (wish === tool) return 1.25;
  if (OPPOSITES.has(`${wish} ${tool}`)) return 0.35;
  if (wish === "ask") return tool === "start" ? 0.8 : 0.55;
  return tool === "ask" ? 0.6 : 1;
}
