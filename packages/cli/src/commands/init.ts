import { constants } from "node:fs";
import { mkdir, open, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { ExitCode } from "@asky/sdk";
import { fileUnwritable } from "../errors/work.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import type { Run } from "../io/run.ts";
import { formatColumns } from "../text/columns.ts";
import { CONFIG_TEMPLATE, ROSTER_TEMPLATE } from "./init-templates.ts";

/** The options of `asky init`. */
export interface InitOptions {
  readonly dryRun?: boolean;
}

interface Step {
  readonly path: string;
  /** Left out for a folder. */
  readonly text?: string;
  readonly isThere: boolean;
}

/** Makes a config dir with commented files. What is there stays as it is. */
export async function init({ configDir, output }: Run, { dryRun = false }: InitOptions): Promise<ExitCode> {
  const steps = await planInit(configDir);
  const made: string[] = [];
  for (const { path, text, isThere } of steps) {
    if (isThere) continue;
    if (dryRun || (await make(path, text))) made.push(path);
  }
  const kept = steps.filter(({ path }) => !made.includes(path)).map(({ path }) => path);
  if (output.asJson) {
    output.document({ configDir, dryRun, created: made, kept });
  } else {
    const name = (path: string): string => relative(configDir, path) || ".";
    output.data(`${configDir}\n`);
    output.data(
      formatColumns(
        steps.map(({ path }) => [
          made.includes(path) ? (dryRun ? "would create" : "created") : "kept",
          name(path),
        ]),
        "  ",
      ),
    );
  }
  return EXIT_CODES.ok;
}

async function planInit(configDir: string): Promise<readonly Step[]> {
  const { DEFAULT_POLICY } = await import("@asky/gate");
  const policies = join(configDir, "policies");
  const wanted: readonly (readonly [string, string?])[] = [
    [configDir],
    [join(configDir, "config.toml"), CONFIG_TEMPLATE],
    [join(configDir, "plugins.toml"), ROSTER_TEMPLATE],
    [policies],
    // A folder with policies of its own says already what may run.
    ...((await isThere(policies)) ? [] : [[join(policies, "default.toml"), DEFAULT_POLICY] as const]),
  ];
  return await Promise.all(
    wanted.map(async ([path, text]) => ({
      path,
      ...(text !== undefined && { text }),
      isThere: await isThere(path),
    })),
  );
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/** Whether it was made; `false` when somebody else was faster. */
async function make(path: string, text: string | undefined): Promise<boolean> {
  try {
    if (text === undefined) {
      await mkdir(path, { recursive: true, mode: 0o700 });
      return true;
    }
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
    await file.writeFile(text);
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw fileUnwritable(path, error);
  }
}
