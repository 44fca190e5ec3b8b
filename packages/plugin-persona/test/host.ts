import { type PassedPlugin, PluginManager } from "@asky/manager";
import { ManualPersonaCreatorPlugin } from "@asky/plugin-persona/creator";
import { PersonaManagerPlugin } from "@asky/plugin-persona/manager";
import type {
  JsonObject,
  Logger,
  Problem,
  ToolOutput,
  ToolRegistration,
  ToolRegistry,
  TurnInfo,
} from "@asky/sdk";

/** A host with both persona plugins, or those that are passed, over a real PluginManager. */
export interface TestHost {
  readonly manager: PluginManager;
  /** What plugins logged as a warning. */
  readonly warnings: readonly string[];
  /** The tools of a turn. */
  tools(disabledTools?: readonly string[]): Promise<ReadonlyMap<string, ToolRegistration>>;
  /** Runs a tool in a turn of a session. */
  call(name: string, args?: JsonObject, sessionId?: string): Promise<ToolOutput>;
  /** The system prompt of a turn of a session, made from `You help.` */
  prompt(sessionId?: string): Promise<string>;
  startSession(sessionId?: string): Promise<void>;
  problems(): readonly Problem[];
}

export async function startHost(
  configDir: string,
  plugins: readonly PassedPlugin[] = [new ManualPersonaCreatorPlugin(), new PersonaManagerPlugin()],
): Promise<TestHost> {
  const warnings: string[] = [];
  const logger: Logger = { debug() {}, info() {}, warn: (text) => warnings.push(text), error() {} };
  const manager = new PluginManager({}, configDir, { plugins, logger });
  await manager.discoverAndLoad();
  await manager.activateAll();
  await manager.startAll();
  const hooks = manager.hookRegistry;
  const { signal } = new AbortController();
  const turnOf = (sessionId: string): TurnInfo => ({ id: "turn", sessionId, chatId: "chat", userId: "user" });

  async function tools(
    disabledTools: readonly string[] = [],
  ): Promise<ReadonlyMap<string, ToolRegistration>> {
    const found = new Map<string, ToolRegistration>();
    const registry: ToolRegistry = {
      register(tool) {
        if (found.has(tool.name)) throw new Error(`There are two tools named ${tool.name}.`);
        found.set(tool.name, tool);
        return () => found.delete(tool.name);
      },
      has: (name) => found.has(name),
      getToolNames: () => [...found.keys()],
      getSchemas: () => [],
      getSystemPromptGuidelines: () => [],
    };
    await hooks.invoke("tool_registry_build", {
      registry,
      mode: "standard",
      disabledTools,
      turn: turnOf("s1"),
      signal,
    });
    return found;
  }

  return {
    manager,
    warnings,
    tools,
    async call(name, args = {}, sessionId = "s1") {
      const tool = (await tools()).get(name);
      if (!tool) throw new Error(`There is no tool named ${name}.`);
      const call = { id: "call", name, arguments: JSON.stringify(args) };
      return tool.executor(args, {
        call,
        turn: turnOf(sessionId),
        directory: configDir,
        allowedDirs: [],
        signal,
      });
    },
    async prompt(sessionId = "s1") {
      const context = { config: {}, sessionId, turn: turnOf(sessionId), signal };
      return hooks.invokeChain("system_prompt_extend", "You help.", context);
    },
    async startSession(sessionId = "s1") {
      await hooks.invoke("session_start", {
        sessionId,
        sessionName: sessionId,
        isNew: false,
        researchMode: false,
      });
    },
    problems() {
      const report = manager.report();
      return [...report.problems, ...report.plugins.flatMap((plugin) => plugin.problems)];
    },
  };
}

/** What an error result says; `undefined` for any other output. */
export function errorOf(output: ToolOutput): JsonObject | undefined {
  const result = output as { isError?: boolean; parts?: readonly { type: string; data: JsonObject }[] };
  return result.isError ? result.parts?.[0]?.data : undefined;
}
