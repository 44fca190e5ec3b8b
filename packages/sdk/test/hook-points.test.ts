import { HOOK_POINTS, isHookPoint, REPLACEABLE_FIELDS } from "@asky/sdk";
import * as asky from "@asky/sdk/asky";
import { describe, expect, test } from "vitest";

describe("hook points", () => {
  test("are the twelve of the specification, in its order, each a constant of its own", () => {
    expect(HOOK_POINTS).toEqual([
      asky.TOOL_REGISTRY_BUILD,
      asky.SYSTEM_PROMPT_EXTEND,
      asky.PRE_LLM_CALL,
      asky.POST_LLM_RESPONSE,
      asky.PRE_TOOL_EXECUTE,
      asky.POST_TOOL_EXECUTE,
      asky.DAEMON_SERVER_REGISTER,
      asky.CONFIG_LOADED,
      asky.SESSION_START,
      asky.SESSION_END,
      asky.PRE_PRELOAD,
      asky.POST_PRELOAD,
    ]);
    expect(HOOK_POINTS).toEqual([
      "tool_registry_build",
      "system_prompt_extend",
      "pre_llm_call",
      "post_llm_response",
      "pre_tool_execute",
      "post_tool_execute",
      "daemon_server_register",
      "config_loaded",
      "session_start",
      "session_end",
      "pre_preload",
      "post_preload",
    ]);
  });

  test("are recognised exactly as they are spelt", () => {
    expect(HOOK_POINTS.every(isHookPoint)).toBe(true);
    for (const name of ["", "TOOL_REGISTRY_BUILD", "pre_llm_call ", "toString", "__proto__"]) {
      expect(isHookPoint(name), name).toBe(false);
    }
  });
});

describe("REPLACEABLE_FIELDS", () => {
  test("belong to known points and name each field once", () => {
    for (const [point, fields] of Object.entries(REPLACEABLE_FIELDS)) {
      expect(isHookPoint(point), point).toBe(true);
      expect(new Set(fields).size).toBe(fields.length);
    }
  });
});
