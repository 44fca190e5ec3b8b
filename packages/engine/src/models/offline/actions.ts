import type { ToolFunctionSchema } from "@asky/sdk";
import { stem, toWords } from "./words.ts";

/**
 * What is done to a thing, roughly; `ask` is everything that only looks, `tell` a statement that says how things are and leaves it to
 * the reader what to do about it.
 */
export type Action =
  | "ask"
  | "tell"
  | "create"
  | "delete"
  | "change"
  | "send"
  | "start"
  | "stop"
  | "open"
  | "close";

const VERBS: Readonly<Record<Exclude<Action, "tell">, string>> = {
  ask: `get show list find search look lookup tell check fetch read display return count compute calculate describe
    give forecast resolve follow track compare summarize summarise explain identify detect query browse inspect measure estimate define
    suggest recommend convert translate locate retrieve see evaluate predict recognise recognize`,
  create: `create make add generate register compose draft insert put save record log store note new write append remember plan schedule book
    reserve order buy purchase request enrol enroll hire rent issue file report submit borrow lend admit sign invite bill apply renew extend
    prolong keep pay donate lodge claim upload commission sow bake brew adopt`,
  delete: "delete remove erase drop clear cancel discard forget uninstall unsubscribe withdraw revoke",
  change: `update change modify edit set adjust rename move replace mark assign increase decrease lower raise turn switch swap transfer dim
    reschedule postpone shift allocate tick water feed clean refill restock`,
  send: "send post email mail message notify publish share forward reply text warn alert inform announce",
  start: "run start launch execute play begin trigger resume restart enable activate",
  stop: "stop end pause halt quit kill terminate disable deactivate suspend",
  open: "open unlock",
  close: "close lock shut",
};

const ACTIONS: ReadonlyMap<string, Action> = new Map(
  (Object.entries(VERBS) as [Action, string][]).flatMap(([action, verbs]) =>
    verbs
      .trim()
      .split(/\s+/)
      .map((verb): [string, Action] => [stem(verb), action]),
  ),
);

/** Words that are things as often as deeds: at the end of a tool's name they say nothing about what it does. */
const THINGS =
  /^(?:book|order|request|report|log|record|note|plan|schedule|file|issue|bill|water|text|mail|email|message|post|post|share|play|run|set|alert|forecast|track|count|match|plant|number|rent|sign|new|open|close|start|end|feed|shift|claim)$/;

const OPPOSITES: ReadonlySet<string> = new Set(
  ["create delete", "start stop", "open close", "delete change", "delete send"].flatMap((pair) => {
    const [a, b] = pair.split(" ");
    return [`${a} ${b}`, `${b} ${a}`];
  }),
);

/** What only makes a wish polite. */
export const POLITE: RegExp =
  /^\s*(?:(?:hi|hey|hello|ok|okay|so|now|and|also|then|please|kindly|asky)\b[\s,!]*|(?:can|could|would|will) you (?:please )?|i(?:'d| would) like (?:you )?to |i (?:want|need) (?:you )?to |(?:can|could|may) (?:i|we) (?:please )?(?=(?:book|reserve|order|buy|rent|hire|cancel|register|request|add|change|send|get a|have a)\b)|we (?:want|need|have) to |i have to |let(?:'s| us) |help me (?:to )?)+/i;
const QUESTION =
  /^(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|has|have|had|am|any|can|could|may|should|will|would)\b|\?\s*$/i;
const WANT = /^(?:i|we)(?:'d| would|'ll| will)? (?:like|want|need|take|have)\b(?! to know)/i;
const STATEMENT =
  /^(?:i|we|he|she|they|it|my|our|his|her|their|the|there|this|that|these|a|an|some(?:one|body|thing)|\p{Lu}\p{L}+) /u;

/** What a sentence wants done: by its first word, else "ask" when it is a question, else what it states. */
export function actionOfWish(sentence: string): Action | undefined {
  const wish = sentence.replace(POLITE, "");
  const [first = "", second = ""] = toWords(wish);
  // "Tell Mrs Okafor", "let the owner know", "text me if it rains".
  if (/^(?:tell|let|remind|ask)$/.test(first) && !/^(?:me|us|what|which|who|how|if|when)$/.test(second))
    return "send";
  if (
    /\b(?:tell|let|warn|text|call|alert|notify|remind|ping|message) (?:me|us)\b.*\b(?:if|when|as soon as|before|once)\b/i.test(
      wish,
    )
  )
    return "send";
  const action = ACTIONS.get(stem(first));
  const isPolite = wish !== sentence && /^\s*(?:can|could|would|will|may) /i.test(sentence);
  if (QUESTION.test(wish) && !(isPolite && action !== undefined)) {
    return action === undefined || action === "ask" || /^(?:can|could|may) (?:i|we)\b/i.test(sentence)
      ? "ask"
      : action;
  }
  if (action !== undefined) return action;
  if (WANT.test(wish)) return "create";
  const lower = sentence.trim();
  const isStatement =
    STATEMENT.test(lower.replace(/^\p{L}/u, (letter) => letter.toLowerCase())) &&
    /\b(?:is|are|was|were|has|have|had|'s|'ve|can't|won't|will|spent|paid|bought|drank|ate|ran|arrived|left|needs?|broke|got|saw|\p{L}+ed)\b/u.test(
      lower,
    );
  return isStatement ? "tell" : undefined;
}

/** What a tool does: by the verb that its description begins with, else by the first word of its name that says so. */
export function actionOfTool({ function: { name, description } }: ToolFunctionSchema): Action | undefined {
  const names = toWords(name);
  const [first = "", second = ""] = toWords(description);
  // "Returns …", "Books …": a verb in the third person says it best.
  const isVerb = /s$/.test(first) || names.length > 0;
  const described = isVerb ? ACTIONS.get(stem(first)) : undefined;
  if (described === "create" && stem(first) === "mak" && /^(?:sure)$/.test(second)) return "ask";
  if (
    /^adds? up\b|^makes? out\b|^works? out\b|^looks? up\b|^reports? (?:whether|how|what|which|the|if|on|when)\b|^tracks?\b/i.test(
      description,
    )
  )
    return "ask";
  if (described !== undefined) return described;
  const [head = "", ...tail] = names;
  const named = ACTIONS.get(stem(head));
  if (named !== undefined && (tail.length > 0 || !THINGS.test(head))) return named;
  for (const word of tail) {
    const action = THINGS.test(word) ? undefined : ACTIONS.get(stem(word));
    if (action !== undefined) return action;
  }
  return undefined;
}

/** How well two actions go together: a factor. */
export function accord(wish: Action | undefined, tool: Action | undefined): number {
  if (wish === undefined || tool === undefined) return 1;
  if (wish === "tell") return tool === "ask" ? 0.65 : tool === "delete" ? 0.7 : 1.2;
  if (wish === tool) return 1.25;
  if (OPPOSITES.has(`${wish} ${tool}`)) return 0.35;
  if (wish === "ask") return tool === "start" ? 0.8 : 0.45;
  return tool === "ask" ? 0.55 : 1;
}
