import { HOST_SOURCE, type JsonObject, type JsonValue } from "@asky/sdk";
import { quote } from "../quote.ts";

type Kind = "name" | "text" | "list" | "count" | "flag";

interface KnownTool {
  /** Arguments without which the tool does nothing; where several names are usual, one of them. */
  readonly required: readonly { readonly names: readonly string[]; readonly kind: Kind }[];
  readonly optional?: Readonly<Record<string, Kind>>;
}

const required = (kind: Kind, ...names: readonly string[]): KnownTool["required"][number] => ({
  names,
  kind,
});
const FILE = required("name", "file_path", "path");

/**
 * The host's tools as calls name them whose schemas nobody has at hand; dispatching checks by the schemas themselves. Of
 * what a change consists does not matter to a judgement. `Bash` is left out: a command that is none is asked about.
 */
const KNOWN_TOOLS: ReadonlyMap<string, KnownTool> = new Map(
  Object.entries<KnownTool>({
    Read: { required: [FILE], optional: { offset: "count", limit: "count" } },
    LS: { required: [], optional: { path: "name" } },
    Glob: { required: [required("name", "pattern")], optional: { path: "name" } },
    Grep: {
      required: [required("name", "pattern")],
      optional: { path: "name", output_mode: "name", type: "name", head_limit: "count", multiline: "flag" },
    },
    Write: { required: [FILE], optional: { content: "text" } },
    Edit: { required: [FILE], optional: { old_string: "text", new_string: "text" } },
    MultiEdit: { required: [FILE], optional: { edits: "list" } },
    NotebookEdit: { required: [required("name", "notebook_path", "path")] },
    WebFetch: { required: [required("name", "url")] },
    WebSearch: { required: [required("name", "query")] },
  }),
);

const TESTS: Readonly<Record<Kind, (value: JsonValue) => boolean>> = {
  name: (value) => typeof value === "string" && value.trim() !== "",
  text: (value) => typeof value === "string",
  list: (value) => Array.isArray(value) && value.length > 0,
  count: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  flag: (value) => typeof value === "boolean",
};

const WORDS: Readonly<Record<Kind, string>> = {
  name: "a text that is not empty",
  text: "a text",
  list: "a list that is not empty",
  count: "a number from 0",
  flag: "true or false",
};

/** Why a call of one of the host's usual tools is none, in one sentence; `undefined` when it may be one. */
export function findInvalidArgument(toolName: string, origin: string, args: JsonObject): string | undefined {
  const tool = origin === HOST_SOURCE ? KNOWN_TOOLS.get(toolName) : undefined;
  if (!tool) return undefined;
  for (const { names, kind } of tool.required) {
    const given = names.filter((name) => Object.hasOwn(args, name));
    const [first = names[0] ?? ""] = given;
    if (given.length === 0) return `${quote(toolName)} needs the argument ${quote(first)}.`;
    if (!given.every((name) => TESTS[kind](args[name] ?? null)))
      return `The argument ${quote(first)} of ${quote(toolName)} has to be ${WORDS[kind]}.`;
  }
  for (const [name, kind] of Object.entries(tool.optional ?? {})) {
    if (Object.hasOwn(args, name) && !TESTS[kind](args[name] ?? null))
      return `The argument ${quote(name)} of ${quote(toolName)} has to be ${WORDS[kind]}.`;
  }
  return undefined;
}
