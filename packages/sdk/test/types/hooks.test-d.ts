// Compiled by the root's type check, never run: each line marked must be refused, each other line must compile.
import {
  type AskyPluginContext,
  type HookPayloads,
  type HookRegistry,
  type NotifyPoint,
  PRE_TOOL_EXECUTE,
  REPLACEABLE_FIELDS,
  type ReplacedFields,
  SYSTEM_PROMPT_EXTEND,
  TOOL_REGISTRY_BUILD,
  textPart,
} from "@asky/sdk";

declare const context: AskyPluginContext;
declare const registry: HookRegistry;
const { hooks } = context;

// The payload is inferred from the point; a priority is a number or an option.
hooks.register(TOOL_REGISTRY_BUILD, ({ registry: tools, mode, disabledTools, turn, signal }) => {
  const facts: [boolean, "standard" | "research", readonly string[], string, AbortSignal] = [
    tools.has("x"),
    mode,
    disabledTools,
    turn.sessionId,
    signal,
  ];
  return facts;
});
const undo: () => void = hooks.register("session_end", ({ sessionId }) => sessionId.length, 50);
hooks.register("config_loaded", async () => {}, { priority: 50 });
undo();

// @ts-expect-error a misspelt point
hooks.register("tool_registry_bulid", () => {});
// @ts-expect-error a member that the payload does not have
hooks.register("session_end", ({ sessionName }) => sessionName);
// @ts-expect-error a callback that wants another payload
hooks.register("session_end", (payload: { readonly isNew: boolean }) => payload.isNew);
// @ts-expect-error no callback
hooks.register("session_end");
// @ts-expect-error a plugin cannot register under another name
hooks.register("session_end", () => {}, { plugin: "other" });
// @ts-expect-error a plugin cannot invoke a point
hooks.invoke("session_end", { sessionId: "s" });
// @ts-expect-error a plugin cannot freeze the registry
hooks.freeze();

// Fields are replaced by assignment, the others are read-only, nested values too.
hooks.register(PRE_TOOL_EXECUTE, (payload) => {
  payload.args = { file_path: "a" };
  payload.result = { parts: [textPart("no")], isError: true };
  payload.deny("not today");
  // @ts-expect-error a member that cannot be replaced
  payload.toolName = "Write";
  // @ts-expect-error a member that cannot be replaced
  payload.deny = () => {};
  // @ts-expect-error nested values are read-only
  payload.args.file_path = "b";
  // @ts-expect-error a wrong type
  payload.args = "b";
  // @ts-expect-error a call is not changed
  payload.call.name = "Write";
});
hooks.register("pre_llm_call", (payload) => {
  payload.messages = [...payload.messages, { role: "system", parts: [textPart("x")] }];
  // @ts-expect-error the list is read-only: build a new one
  payload.messages.push({ role: "system", parts: [] });
  // @ts-expect-error read-only
  payload.turnNumber = 2;
});
hooks.register("daemon_server_register", ({ servers, registerServer }) => {
  servers.push({ name: "s", start() {}, stop() {}, isRunning: () => false });
  // @ts-expect-error a specification without a health check
  registerServer({ name: "s", start() {}, stop() {} });
});

// A chain hands on what it returns.
hooks.register(SYSTEM_PROMPT_EXTEND, (prompt, { sessionId }) => `${prompt}\n${sessionId}`);
hooks.register(SYSTEM_PROMPT_EXTEND, async (prompt) => prompt);
// @ts-expect-error a chain callback that forgets to return
hooks.register(SYSTEM_PROMPT_EXTEND, (prompt) => {
  prompt.trim();
});
// @ts-expect-error an asynchronous one that forgets to return
hooks.register(SYSTEM_PROMPT_EXTEND, async () => {});
// @ts-expect-error a chain callback that returns another type
hooks.register(SYSTEM_PROMPT_EXTEND, () => 1);

// What a host calls.
const chained: string | Promise<string> = registry.invokeChain(SYSTEM_PROMPT_EXTEND, "p", {} as never);
registry.point("session_end").invoke({ sessionId: chained instanceof Promise ? "" : chained });
registry.register("session_end", () => {}, { plugin: "other" });
// @ts-expect-error a chain is not notified
registry.invoke(SYSTEM_PROMPT_EXTEND, "p");
// @ts-expect-error a notification is no chain
registry.invokeChain("session_end", "p", {} as never);
// @ts-expect-error a payload that misses members
registry.invoke("session_start", { sessionId: "s" });
registry.point("pre_llm_call").invokeEach(
  () => ({}) as HookPayloads["pre_llm_call"],
  ({ useTools }) => {
    const kept: boolean | undefined = useTools;
    return kept;
  },
);

// REPLACEABLE_FIELDS names members of its payloads, and exactly those that can be assigned.
type WritableKeys<T> = {
  [K in keyof T]-?: (<G>() => G extends { [P in K]: T[P] } ? 1 : 2) extends <G>() => G extends {
    readonly [P in K]: T[P];
  }
    ? 1
    : 2
    ? never
    : K;
}[keyof T];
type Fields = typeof REPLACEABLE_FIELDS;
export const fieldsAreKeys: {
  readonly [Point in keyof Fields]: readonly (keyof HookPayloads[Point])[];
} = REPLACEABLE_FIELDS;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
export const fieldsAreWritable: { readonly [Point in keyof Fields]: true } = {} as {
  readonly [Point in keyof Fields]: Same<Fields[Point][number], WritableKeys<HookPayloads[Point]>>;
};
export const otherPointsReplaceNothing: {
  readonly [Point in Exclude<NotifyPoint, keyof Fields>]: true;
} = {} as {
  readonly [Point in Exclude<NotifyPoint, keyof Fields>]: Same<WritableKeys<HookPayloads[Point]>, never>;
};
export const nothingReplaced: ReplacedFields<"session_end"> = {};
// @ts-expect-error no such field
export const replaced: ReplacedFields<"post_preload"> = { preloadResult: { queryText: "", excerpts: [] } };
