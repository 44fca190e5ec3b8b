import type { Engine, EngineOptions } from "@asky/engine";
import type { HostConfig, Undo } from "@asky/sdk";
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
  /** From which level on the host logs. @defaultValue `warn`, with `--verbose` `debug` */
  readonly level?: "info";
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
  const [{ buildEngine }, { options, stopWatch }] = await Promise.all([
    import("@asky/engine"),
    prepareHost(run, request),
  ]);
  const { model } = request;
  const engine = buildEngine(options);
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

/** What the engine of a command is built from; the process is watched from here on. */
export async function prepareHost(
  run: Run,
  request: HostRequest,
): Promise<{ readonly options: EngineOptions; readonly stopWatch: Undo }> {
  const { createConsoleLogger, createOwnerTracking } = await import("@asky/manager");
  const { directory, model, log } = request;
  if (!request.keepsStdout) claimStdout();
  const owners = createOwnerTracking();
  const level = run.output.isVerbose ? "debug" : (request.level ?? "warn");
  const options: EngineOptions = {
    configDir: run.configDir,
    config: { ...request.config, ...(model !== undefined && { model: readModel(model) }) },
    logger: createConsoleLogger({ level, ...(log && { stream: log }) }),
    roster: !run.isSafeMode,
    ledger: true,
    owners,
    ...(directory !== undefined && { directory }),
  };
  return { options, stopWatch: owners.watch() };
}

/** `openai/gpt-5` → provider and name; the name may have slashes of its own. */
function readModel(text: string): { readonly provider: string; readonly name?: string } {
  const slash = text.indexOf("/");
  return slash === -1 ? { provider: text } : { provider: text.slice(0, slash), name: text.slice(slash + 1) };
}
