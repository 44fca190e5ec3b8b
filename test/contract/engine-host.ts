import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildEngine, type Engine, type EngineOptions } from "@asky/engine";
import {
  type JsonObject,
  type Model,
  type ModelChunk,
  type ModelRequest,
  type Problem,
  type StartupReport,
  textOf,
} from "@asky/sdk";
import { onTestFinished } from "vitest";
import { createConfigDir, createFolder, createMemoryLogger, type Files, type LogEntry } from "./host.ts";

/** What the scripted model answers with: a text, or tool calls as name and arguments. */
export type Answer = string | readonly (readonly [tool: string, args: JsonObject])[];

/** A model that says what the script says, then "done", and remembers what it was asked. */
export function scriptModel(answers: readonly Answer[]): Model & { readonly requests: ModelRequest[] } {
  const requests: ModelRequest[] = [];
  async function* generate(request: ModelRequest): AsyncIterable<ModelChunk> {
    const answer = answers[requests.length] ?? "done";
    requests.push(request);
    if (typeof answer === "string") {
      yield { type: "text", text: answer };
      yield { type: "end", reason: "stop" };
      return;
    }
    for (const [index, [name, args]] of answer.entries()) {
      const id = `call-${requests.length}-${index}`;
      yield { type: "tool_call", call: { id, name, arguments: JSON.stringify(args) } };
    }
    yield { type: "end", reason: "tool_calls" };
  }
  return { name: "scripted", requests, generate };
}

/** What an engine of a test is made of. */
export interface EngineSetup {
  readonly files?: Files;
  /** Text of a policy file; every tool is allowed when left out. */
  readonly policy?: string;
  readonly plugins?: NonNullable<EngineOptions["plugins"]>;
  readonly answers?: readonly Answer[];
  readonly config?: NonNullable<EngineOptions["config"]>;
}

/** An engine over a real config directory and a real folder to work in, with what it made of them. */
export interface EngineHost {
  readonly engine: Engine;
  readonly model: ReturnType<typeof scriptModel>;
  readonly configDir: string;
  /** Where tools look. */
  readonly directory: string;
  readonly log: readonly LogEntry[];
  /** The records of the audit log so far, but for its checkpoints. */
  audit(): readonly JsonObject[];
}

const ALLOW = (tools: readonly string[]) => `
  [[rule]]
  name = "test"
  tools = ${JSON.stringify(tools)}
  action = "allow"`;

/** Builds an engine. The host's tools and those of plugins called `notes` and `other` are allowed. */
export function createEngine(setup: EngineSetup = {}): EngineHost {
  const { files = {}, policy, plugins = [], answers = [], config = {} } = setup;
  const configDir = createConfigDir(files);
  const directory = createFolder();
  mkdirSync(join(configDir, "policies"));
  const allowed = ["Read", "LS", "Grep", "Now", "notes:*", "other:*"];
  writeFileSync(join(configDir, "policies", "test.toml"), policy ?? ALLOW(allowed));
  const model = scriptModel(answers);
  const logger = createMemoryLogger();
  const auditFolder = join(configDir, "audit");
  const engine = buildEngine({
    configDir,
    directory,
    plugins,
    model,
    logger,
    config: { audit: { directory: auditFolder }, ...config },
  });
  onTestFinished(async () => void (await engine.shutdown()));
  const audit = (): JsonObject[] =>
    (existsSync(auditFolder) ? readdirSync(auditFolder) : [])
      .filter((name) => name !== "manifest.jsonl")
      .sort()
      .flatMap((name) => readFileSync(join(auditFolder, name), "utf8").split("\n"))
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as JsonObject)
      .filter(({ event }) => event !== "checkpoint");
  return { engine, model, configDir, directory, log: logger.entries, audit };
}

/** The same, started. */
export async function startEngine(setup: EngineSetup = {}): Promise<EngineHost> {
  const host = createEngine(setup);
  await host.engine.startup();
  return host;
}

/** What the model saw of the conversation at one of its calls: role and text of each message. */
export function seenBy(model: ReturnType<typeof scriptModel>, call: number): string[] {
  return (model.requests[call]?.messages ?? []).map(({ role, parts }) => `${role}: ${textOf(parts)}`);
}

/** All problems of a report, the plugins' own included. */
export function allProblems({ plugins, problems }: StartupReport): readonly Problem[] {
  return [...plugins.flatMap((plugin) => plugin.problems), ...problems];
}
