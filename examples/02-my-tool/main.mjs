// @ts-check
// Shows a plugin's tool on its way through the gate, which alone can run it. Run it with: npm start
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGate, parsePolicy } from "@asky/gate";
import { PluginManager } from "@asky/manager";

const configDir = await mkdtemp(join(tmpdir(), "asky-example-"));
try {
  // What "npm install asky-plugin-my-tool" does, and the line in plugins.toml that names it.
  await mkdir(join(configDir, "node_modules"));
  const installed = join(configDir, "node_modules", "asky-plugin-my-tool");
  await symlink(join(import.meta.dirname, "plugin"), installed, "junction");
  await writeFile(
    join(configDir, "plugins.toml"),
    '[plugin.my_plugin]\nenabled = true\nmodule = "asky-plugin-my-tool"\n',
  );

  const manager = new PluginManager({}, configDir);
  await manager.discoverAndLoad();
  await manager.activateAll();
  await manager.startAll();
  const { hookRegistry: hooks, eventBus } = manager;
  /** @type {string[]} */
  const seen = [];
  for (const name of /** @type {const} */ (["tool.gated", "tool.allowed", "tool.denied"])) {
    eventBus.subscribe(name, ({ data }) => seen.push(`${name} ${data.callId}`));
  }

  // A rule names a plugin's tool with its origin. Tools without a rule are denied, since nobody is there to ask.
  const { policy, problems } = parsePolicy(
    '[[rule]]\nname = "my tool"\ntools = ["my_plugin:my_tool"]\naction = "allow"\n',
    "demo.toml",
  );
  assert.deepEqual(problems, []);

  /** One turn: the tools are collected anew, then the model's call goes through the gate. */
  const turn = { id: "turn-1", sessionId: "session-1", chatId: "chat-1", userId: "kim" };
  const { signal } = new AbortController();
  /** @param {import("@asky/gate").Policy} rules @param {import("@asky/sdk").ToolCall} call */
  const runTurn = async (rules, call) => {
    const gate = createGate({ hooks, eventBus, policy: rules, report: (p) => manager.reportProblem(p) });
    const registry = gate.createRegistry();
    await hooks.invokeEach(
      "tool_registry_build",
      (plugin) => {
        return { turn, signal, registry: registry.forPlugin(plugin), mode: "standard", disabledTools: [] };
      },
      () => {},
    );
    const surroundings = { info: turn, registry, directory: configDir, allowedDirs: [], signal };
    return { registry, outcome: await gate.dispatch(call, surroundings) };
  };

  const args = { query: "hello" };
  const call = { id: "call-1", name: "my_tool", arguments: JSON.stringify(args) };
  const { registry, outcome } = await runTurn(policy, call);
  console.log("The model is told:", registry.getSystemPromptGuidelines().join("\n"));
  console.log(`The call ${call.name}(${call.arguments}) is ${outcome.status}:`, outcome.result.parts[0]);
  assert.equal(registry.ownerOf("my_tool"), "my_plugin");
  assert.equal(outcome.status, "done");
  assert.deepEqual(outcome.result.parts, [{ type: "data", data: { result: "Processed: hello" } }]);

  const denied = await runTurn({ ...policy, rules: [] }, { ...call, id: "call-2" });
  console.log(`Without a rule it is ${denied.outcome.status}: ${denied.outcome.reason}`);
  assert.equal(denied.outcome.status, "denied");

  const forged = /** @type {import("@asky/sdk").GateTicket} */ (
    /** @type {unknown} */ ({
      id: "forged",
      callId: call.id,
      turnId: turn.id,
      toolName: "my_tool",
      origin: "my_plugin",
    })
  );
  await assert.rejects(
    registry.execute(forged, args, { call, turn, directory: configDir, allowedDirs: [], signal }),
    {
      code: "TICKET_REFUSED",
    },
  );
  console.log("And nobody runs it without a ticket of the gate: TICKET_REFUSED.");

  await eventBus.drain();
  assert.deepEqual(seen, [
    ...["tool.gated call-1", "tool.allowed call-1", "tool.gated call-2", "tool.denied call-2"],
  ]);
  await manager.deactivateAll();
} finally {
  await rm(configDir, { recursive: true });
}
