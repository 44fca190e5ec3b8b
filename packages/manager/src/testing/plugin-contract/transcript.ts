import type { HookRegistry, JsonValue } from "@asky/sdk";
import { SYSTEM_PROMPT_EXTEND, TOOL_REGISTRY_BUILD } from "@asky/sdk";
import { collectTools, firePoint } from "../host/fire-point.ts";
import { DATA_POINTS, type DataPoint, probePayload, probePromptContext } from "../payloads/probe-payloads.ts";
import { ORDINARY } from "../payloads/samples.ts";
import { pointsOf } from "./fire-everything.ts";
import type { PluginLife } from "./plugin-life.ts";

/** What came of one step of a session, as JSON text. */
export interface TranscriptStep {
  readonly point: string;
  readonly output: string;
}

/** The steps of a session that the subject takes part in, in the order of a turn. */
export function stepsOf(life: PluginLife): readonly string[] {
  const own = pointsOf(life);
  const all = ["session_start", TOOL_REGISTRY_BUILD, "pre_preload", "post_preload", SYSTEM_PROMPT_EXTEND];
  const rest = DATA_POINTS.filter((point) => !all.includes(point) && point !== "config_loaded");
  return [...all, ...rest].filter((point) => own.has(point));
}

/** Takes one step of a session and says what came of it. Each session says something else. */
export async function takeStep(life: PluginLife, sessionId: string, point: string): Promise<TranscriptStep> {
  const { hookRegistry: hooks } = life.host.manager;
  let output: unknown;
  await life.manage(`A callback on "${point}"`, async () => {
    output = await outcomeOf(life, hooks, sessionId, point);
  });
  return { point, output: withoutFolders(life, JSON.stringify(output ?? null)) };
}

/** Each host has folders of its own; a plugin may well tell of them. */
function withoutFolders({ host }: PluginLife, text: string): string {
  return text.replaceAll(host.configDir, "<config>").replaceAll(host.directory, "<work>");
}

async function outcomeOf(
  life: PluginLife,
  hooks: HookRegistry,
  sessionId: string,
  point: string,
): Promise<JsonValue> {
  const scope = life.host.scope(sessionId);
  const text = `${ORDINARY.text} I am ${sessionId}.`;
  if (point === SYSTEM_PROMPT_EXTEND) return hooks.invokeChain(point, text, probePromptContext(scope));
  if (point === TOOL_REGISTRY_BUILD) {
    const probe = await collectTools(hooks, scope);
    const registry = probe.forPlugin("host");
    return {
      schemas: registry.getSchemas(),
      lines: registry.getSystemPromptGuidelines(),
    } as unknown as JsonValue;
  }
  const data = point as DataPoint;
  const fired = await firePoint(hooks, data, probePayload(data, { ...ORDINARY, text }, scope));
  return JSON.parse(JSON.stringify(fired)) as JsonValue;
}

/** A whole session by itself. */
export async function runSession(life: PluginLife, sessionId: string): Promise<readonly TranscriptStep[]> {
  const steps: TranscriptStep[] = [];
  for (const point of stepsOf(life)) steps.push(await takeStep(life, sessionId, point));
  return steps;
}

/** The points at which two transcripts of one session differ. */
export function differences(
  one: readonly TranscriptStep[],
  other: readonly TranscriptStep[],
): ReadonlySet<string> {
  return new Set(one.filter((step, index) => step.output !== other[index]?.output).map(({ point }) => point));
}
