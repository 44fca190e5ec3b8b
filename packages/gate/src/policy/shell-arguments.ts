import { HOST_SOURCE, type JsonObject, type JsonSchema, type JsonValue } from "@asky/sdk";
import { isJsonObject } from "../is-record.ts";
import {
  marksPath,
  type SchemaSet,
  schemasOf,
  schemasOfItems,
  schemasOfMember,
} from "../sandbox/schema-paths.ts";

/** The host's own tool for shell commands, and what it takes beside the command that changes nothing of it. */
const SHELL_TOOL = "Bash";
const SHELL_ARGUMENT = "command";
const HARMLESS: ReadonlySet<string> = new Set([
  "description",
  "timeout",
  "timeoutMs",
  "timeout_ms",
  "timeout_seconds",
  "runInBackground",
  "run_in_background",
]);

/** A text in the arguments that a shell will run. */
export interface ShellArgument {
  /** Where it stands, for example `command` or `steps[0].run`. */
  readonly label: string;
  readonly text: string;
}

/** The arguments as the gate looks at them. */
export interface SplitArguments {
  readonly shell: readonly ShellArgument[];
  /** The rest, for the sandbox: shell text is left empty there, since a command is no path. */
  readonly rest: JsonObject;
  /** Why the shell texts are not all there is to judge, in full sentences. */
  readonly doubts: readonly string[];
}

/** Tells shell text from the rest: the schema says `format: "shell"`, or it is the command of the host's `Bash`. */
export function splitArguments(
  toolName: string,
  origin: string,
  args: JsonObject,
  parameters: JsonSchema,
): SplitArguments {
  const isShellTool = toolName === SHELL_TOOL && origin === HOST_SOURCE;
  const shell: ShellArgument[] = [];

  function visit(value: JsonValue, label: string, schemas: SchemaSet): JsonValue {
    if (typeof value === "string") {
      if (!marksShell(schemas)) return value;
      shell.push({ label, text: value });
      return marksPath(schemas) ? value : "";
    }
    if (Array.isArray(value)) {
      const ofItems = schemasOfItems(schemas, parameters);
      return value.map((item, index) => visit(item, `${label}[${index}]`, ofItems));
    }
    return isJsonObject(value) ? visitObject(value, label, schemas) : value;
  }

  function visitObject(value: JsonObject, label: string, schemas: SchemaSet): JsonObject {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        const memberLabel = label === "" ? key : `${label}.${key}`;
        if (isShellTool && memberLabel === SHELL_ARGUMENT && typeof member === "string") {
          shell.push({ label: memberLabel, text: member });
          return [key, ""];
        }
        return [key, visit(member ?? null, memberLabel, schemasOfMember(schemas, key, parameters))];
      }),
    );
  }

  const rest = visitObject(args, "", schemasOf(parameters));
  return { shell, rest, doubts: isShellTool ? doubtsAbout(args) : [] };
}

function marksShell(schemas: SchemaSet): boolean {
  for (const { format } of schemas) {
    if (format === "shell") return true;
  }
  return false;
}

function doubtsAbout(args: JsonObject): readonly string[] {
  if (typeof args[SHELL_ARGUMENT] !== "string") return [`The argument "${SHELL_ARGUMENT}" is no text.`];
  const others = Object.keys(args).filter((key) => key !== SHELL_ARGUMENT && !isHarmless(key, args[key]));
  if (others.length === 0) return [];
  const names = others.slice(0, 5).map((key) => JSON.stringify(key.slice(0, 100)));
  return [`Nobody knows what ${names.join(", ")} beside the command would change.`];
}

function isHarmless(key: string, value: JsonValue | undefined): boolean {
  return HARMLESS.has(key) && (typeof value !== "object" || value === null);
}
