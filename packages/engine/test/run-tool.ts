import type { HostConfig, JsonObject, MessagePart, ToolRegistration } from "@asky/sdk";
import { startEngine } from "./running-engine.ts";
import { scriptedModel } from "./scripted-model.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface RunOptions {
  /** Tools that a policy file allows; none means that there is no policy file. @defaultValue the tool itself */
  readonly allow?: readonly string[];
  readonly config?: HostConfig;
  readonly signal?: AbortSignal;
  /** Registered for the turn beside the built-in ones. */
  readonly tool?: ToolRegistration;
}

export interface RanTool {
  readonly status: string;
  readonly isError: boolean;
  readonly text: string;
  readonly parts: readonly MessagePart[];
  readonly reason: string | undefined;
}

/** Runs one tool through a real engine and its gate, in a folder. */
export async function runTool(
  directory: string,
  name: string,
  args: JsonObject,
  { allow = [name], config = {}, signal, tool }: RunOptions = {},
): Promise<RanTool> {
  const rule = `[[rule]]\nname = "test"\ntools = ${JSON.stringify(allow)}\naction = "allow"\n`;
  const configDir = await temporaryFolder(allow.length === 0 ? {} : { "policies/test.toml": rule });
  const engine = await startEngine({ configDir, directory, config, model: scriptedModel(["Done."]) });
  // What the policy allows and the gate still asks about is approved: the tool is the matter here.
  const approver = { name: "test", ask: () => ({ approved: true, scope: "once", userId: "test" }) as const };
  if (allow.length > 0) engine.services.get("approvals")?.connect(approver);
  const turn = await engine.openTurn({ ...(signal && { signal }) });
  try {
    if (tool) turn.registry.register(tool);
    const call = { id: "c1", name, arguments: JSON.stringify(args) };
    const { report, result } = await turn.dispatch(call);
    const { status, isError, text, reason } = report;
    return { status, isError, text, parts: result.parts, reason };
  } finally {
    turn.close();
  }
}
