import type { JsonObject, JsonSchema } from "@asky/sdk";
import type { PathLookup } from "../sandbox/check-paths.ts";
import { explainCodeFile } from "../sandbox/code-files.ts";
import type { PathForms } from "./path-forms.ts";
import type { Policy } from "./policy.ts";

/** A call as it is judged. */
export interface CallFacts {
  readonly toolName: string;
  /** `host`, or the plugin that registered the tool. */
  readonly origin: string;
  readonly args: JsonObject;
  /** JSON Schema; `{}` when nobody knows it. */
  readonly parameters: JsonSchema;
}

/** What judging needs beside the call; made for one judgement. */
export interface CallSurroundings {
  readonly policy: Policy;
  readonly lookup: PathLookup;
  /** The host's own folder, whose files count as code. */
  readonly configDir: string | undefined;
  /** By directory: what git would run there, or `undefined`; looked up once. */
  readonly repositories: Map<string, string | undefined>;
}

/** Why writing there needs a human each time: some program runs the file later, unasked. */
export function explainCode({ absolute }: PathForms, configDir: string | undefined): string | undefined {
  for (const { text } of absolute) {
    const because = explainCodeFile(text, configDir === undefined ? {} : { configDir });
    if (because !== undefined) return because;
  }
  return undefined;
}
