import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { CommandContext, CommandRun, ExitCode, JsonObject } from "@asky/sdk";

const folder = new URL("../", import.meta.url);

/** Runs `asky audit …` as a command line would: through the module that the manifest names. */
export async function runCommand(
  directory: string,
  positional: readonly string[],
  options: object = {},
  signal: AbortSignal = new AbortController().signal,
  onOutput: (text: string) => void = () => {},
): Promise<{ readonly code: ExitCode; readonly output: string; readonly errors: string }> {
  const { asky } = JSON.parse(await readFile(new URL("package.json", folder), "utf8"));
  const [{ run: file }] = asky.plugins.audit.commands;
  const { run } = (await import(pathToFileURL(new URL(file, folder).pathname).href)) as { run: CommandRun };
  const [stdout, stderr] = [collector(onOutput), collector(() => {})];
  const context = {
    config: {},
    configDir: dirname(directory),
    dataDir: directory,
    services: {},
    stdout,
    stderr,
    signal,
  };
  const code = await run(
    { positional, options: options as JsonObject },
    context as unknown as CommandContext,
  );
  return { code, output: stdout.text(), errors: stderr.text() };
}

function collector(onOutput: (text: string) => void): Writable & { text(): string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      onOutput(String(chunk));
      done();
    },
  });
  return Object.assign(stream, { text: () => chunks.join("") });
}
