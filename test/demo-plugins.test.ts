import { createHookRegistry } from "@asky/manager";
import type { JsonObject, PreToolExecutePayload } from "@asky/sdk";
import { expect, test } from "vitest";
import manners from "../scripts/demo/asky-plugin-manners/src/command-manners.js";

/** What a call's arguments are after the plugin. */
async function argsAfter(toolName: string, args: JsonObject): Promise<JsonObject> {
  const hooks = createHookRegistry();
  await manners.activate({ hooks } as unknown as Parameters<typeof manners.activate>[0]);
  const payload = { toolName, args } as PreToolExecutePayload;
  await hooks.invoke("pre_tool_execute", payload);
  return payload.args;
}

test.each<[string, JsonObject, JsonObject]>([
  ["Bash", { command: "ls" }, { command: "ls", timeout_seconds: 90 }],
  ["Bash", { command: "ls", directory: "." }, { command: "ls", timeout_seconds: 90 }],
  [
    "Bash",
    { command: "ls", directory: "a", timeout_seconds: 5 },
    { command: "ls", timeout_seconds: 5, directory: "a" },
  ],
  ["Read", { file_path: "a", directory: "." }, { file_path: "a", directory: "." }],
])("command_manners makes of %s %j: %j", async (toolName, args, expected) => {
  expect(await argsAfter(toolName, args)).toEqual(expected);
});
