import { join } from "node:path";
import { freezeJson, isToolResult, type JsonObject, type ToolOutput } from "@asky/sdk";
import { describeError } from "../../problems/describe-error.ts";
import { codeOf } from "../contract/error-code.ts";
import type { ProbedTool } from "../host/tool-probe.ts";
import { SAMPLES } from "../payloads/samples.ts";
import { sampleObject } from "../schemas/sample-object.ts";
import type { PluginLife } from "./plugin-life.ts";

/** Arguments that satisfy a tool's schema. */
export interface SampleArguments {
  /** What they are like, for example "hostile". */
  readonly kind: string;
  readonly args: JsonObject;
}

/**
 * Arguments of every kind that the tool's schema accepts. Where a path is meant there is one into the folder of the turn:
 * a real host's gate would let no other through.
 */
export function sampleArguments({ parameters }: ProbedTool, directory: string): readonly SampleArguments[] {
  const path = join(directory, "asky-contract.txt");
  return SAMPLES.map((sample) => ({
    kind: sample.kind,
    args: sampleObject(parameters.schema, sample, path),
  })).filter(({ args }) => parameters.accepts(args));
}

/** Calls a tool as the gate does, with frozen arguments. What is wrong with what came of it, if anything. */
export async function callTool(
  life: PluginLife,
  { tool }: ProbedTool,
  args: JsonObject,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { turn } = life.host.scope();
  const call = { id: `call-${tool.name}`, name: tool.name, arguments: JSON.stringify(args) };
  let fault: string | undefined;
  const isInTime = await life.inTime(`The tool "${tool.name}"`, async () => {
    try {
      const context = { call, turn, directory: life.host.directory, allowedDirs: [], signal };
      fault = outputFault(await tool.executor(freezeJson(args), context));
    } catch (error) {
      fault = errorFault(error);
    }
  });
  return isInTime ? fault : "it did not finish in time";
}

const MAX_JSON_LENGTH = 1_048_576;

function outputFault(output: ToolOutput): string | undefined {
  try {
    if (output === undefined || isToolResult(output)) return undefined;
    const text = JSON.stringify(freezeJson(output));
    return text.length > MAX_JSON_LENGTH ? "it returned more than 1 MiB" : undefined;
  } catch (error) {
    return `it returned what is no JSON: ${describeError(error).message}`;
  }
}

/** The errors that JavaScript throws by itself are slips; any other is meant, and the model reads its message. */
const SLIPS: ReadonlySet<string> = new Set(["TypeError", "ReferenceError", "RangeError", "SyntaxError"]);

function errorFault(error: unknown): string | undefined {
  if (codeOf(error) !== undefined) return undefined;
  const { message } = describeError(error);
  if (!(error instanceof Error)) return `it threw something that is no error: ${message}`;
  return SLIPS.has(error.name) ? `it threw a ${error.name}: ${message}` : undefined;
}
