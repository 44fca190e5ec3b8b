import { TOOL_NAME_PATTERN, type ToolExecutor } from "@asky/sdk";
import { describeError } from "../describe-error.ts";
import { toolInvalid } from "../errors.ts";
import { isRecord } from "../is-record.ts";
import { quote } from "../quote.ts";
import type { CompiledParameters, ParameterCompiler } from "./compile-parameters.ts";

/** A registration that was found in order, read once and copied. */
export interface CheckedTool {
  readonly name: string;
  readonly description: string;
  /** One line, or empty. */
  readonly guideline: string;
  readonly parameters: CompiledParameters;
  readonly executor: ToolExecutor;
}

/**
 * Reads what somebody wants to register.
 *
 * @param origin - who registers it, for the error.
 * @throws PluginError `TOOL_INVALID`, whatever the value does when it is read.
 */
export function checkTool(tool: unknown, origin: string, compile: ParameterCompiler): CheckedTool {
  let name = "";
  try {
    if (!isRecord(tool)) throw new TypeError("it is no object");
    const { name: ownName, schema, executor } = tool;
    name = checkName(ownName);
    if (!isRecord(schema)) throw new TypeError("its schema is no object");
    const { name: schemaName, description, parameters, system_prompt_guideline: guideline = "" } = schema;
    if (schemaName !== name) throw new TypeError(`its schema has the name ${quote(String(schemaName))}`);
    if (typeof description !== "string") throw new TypeError("its schema has no description");
    if (typeof guideline !== "string") throw new TypeError("its system_prompt_guideline is no text");
    if (typeof executor !== "function") throw new TypeError("its executor is no function");
    return {
      name,
      description,
      guideline: toOneLine(guideline),
      parameters: compile(parameters),
      executor: executor as ToolExecutor,
    };
  } catch (cause) {
    throw toolInvalid(origin, name, describeError(cause), cause);
  }
}

function checkName(name: unknown): string {
  if (typeof name !== "string") throw new TypeError("its name is no text");
  if (!TOOL_NAME_PATTERN.test(name)) throw new TypeError(`its name is ${quote(name)}`);
  return name;
}

/** A guideline is a line among others: no line break of its own can pass for another tool's. */
function toOneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
