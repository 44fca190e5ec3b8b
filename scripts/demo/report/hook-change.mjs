// @ts-check
import { counted, cut } from "./words.mjs";

/** @typedef {import("../asky-plugin-trace/src/contract.js").HookEntry} HookEntry */

/**
 * What changed between the first and the last callback of a point, and who did it. Pure.
 *
 * @param {HookEntry} entry
 * @param {readonly string[]} called the plugins between the two, in order
 * @param {Readonly<Record<string, readonly string[]>>} toolsOf the tools that each plugin registers
 * @returns {{ text: string, authors: readonly string[] } | undefined} several authors mean: one of them
 */
export function findChange({ point, before, after }, called, toolsOf) {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  if (point === "tool_registry_build")
    return newTools(list(before.tools), list(after.tools), called, toolsOf);
  if (point === "system_prompt_extend") {
    return { text: promptChange(String(before.prompt), String(after.prompt)), authors: called };
  }
  const fields = Object.keys(after).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  return { text: `changed: ${fields.join(", ")}`, authors: called };
}

/**
 * What there is to say of a point at which nothing changed.
 *
 * @param {HookEntry} entry
 * @param {readonly string[]} called
 */
export function describeHook({ point, after }, called) {
  if (point === "session_start") return after.isNew ? "a new session" : "the session goes on";
  return called.length === 0 ? "no plugin here" : "nothing changed";
}

/** @param {readonly string[]} before @param {readonly string[]} after @param {readonly string[]} called @param {Readonly<Record<string, readonly string[]>>} toolsOf */
function newTools(before, after, called, toolsOf) {
  const added = after.filter((name) => !before.includes(name));
  const authors = called.filter((plugin) => toolsOf[plugin]?.some((tool) => added.includes(tool)));
  const by = authors.map(
    (plugin) => `${plugin}: ${toolsOf[plugin]?.filter((tool) => added.includes(tool)).join(", ")}`,
  );
  return { text: `+${counted(added.length, "tool")}; ${by.join("; ")}`, authors };
}

/** @param {string} before @param {string} after */
function promptChange(before, after) {
  if (!after.startsWith(before))
    return `the prompt has ${after.length} characters in place of ${before.length}`;
  const added = after.slice(before.length).trim();
  return `+${counted(added.length, "character")}: ${cut(added, 200)}`;
}

/** @param {unknown} value @returns {string[]} */
function list(value) {
  return Array.isArray(value) ? value.map(String) : [];
}
