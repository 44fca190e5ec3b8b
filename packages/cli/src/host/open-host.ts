import type { Engine } from "@asky/engine";
import type { HostConfig } from "@asky/sdk";
import { modelUnusable } from "../errors/work.ts";
import { claimStdout } from "../io/output.ts";
import type { Run } from "../io/run.ts";

/** How the host of a command is to be. */
export interface HostRequest {
  /** Where tools look. @defaultValue the working directory */
  readonly directory?: string;
  /** A provider and, after a slash, a model's name. @defaultValue what config.toml says */
  readonly model?: string;
  /** Where the host's log goes. @defaultValue standard error */
  readonly log?: { write(line: string): unknown; readonly isTTY?: boolean };
  /** Goes over config.toml, below `model`. */
  readonly config?: HostConfig;
  /** Whether standard output stays everybody's: a plugin's own command may write there. @defaultValue false */
  readonly keepsStdout?: boolean;
}

/** A running host. */
export interface Host {
  readonly engine: Engine;
  /** Shuts everything down, in order. */
  close(): Promise<void>;
}

/** What values that were passed in code are called in the engine's report. */
const FROM_CODE = "buildEngine({ config })";

/**
 * Starts the reference host with everything that a person at a terminal wants: who changed what is recorded, what plugins
 * leave behind is theirs, and whoever holds up the process is named.
 */
export async function openHost(run: Run, request: HostRequest = {}): Promise<Host> {
  const [{ buildEngine }, { createConsoleLogger, createOwnerTracking }] = await Promise.all([
    import("@asky/engine"),
    import("@asky/manager"),
  ]);
  const { directory, model, log } = request;
  if (!request.keepsStdout) claimStdout();
  const owners = createOwnerTracking();
  const stopWatch = owners.watch();
  const level = run.output.isVerbose ? "debug" : "warn";
  const engine = buildEngine({
    configDir: run.configDir,
    config: { ...request.config, ...(model !== undefined && { model: readModel(model) }) },
    logger: createConsoleLogger({ level, ...(log && { stream: log }) }),
    roster: !run.isSafeMode,
    ledger: true,
    owners,
    ...(directory !== undefined && { directory }),
  });
  const close = async (): Promise<void> => {
    await engine.shutdown();
    stopWatch();
  };
  try {
    await engine.startup();
    const refused = engine
      .report()
      .problems.find(({ place, message }) => place?.file === FROM_CODE || message.startsWith('"model.'));
    if (model !== undefined && refused)
      throw modelUnusable(model, refused.message.replace(`${FROM_CODE}: `, ""));
    return { engine, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `openai/gpt-5` → provider and name; the name may have slashes of its own. */
function readModel(text: string): { readonly provider: string; readonly name?: string } {
  const slash = text.indexOf("/");
  return slash === -1 ? { provider: text } : { provider: text.slice(0, slash), name: text.slice(slash + 1) };
}
