import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { HostConfig } from "@asky/sdk";
import type { Asker } from "../approvals/asker.ts";
import type { Run } from "../io/run.ts";
import { shortLine } from "../text/visible.ts";

type ModelTable = NonNullable<HostConfig["model"]>;

/**
 * Offers a model that runs on this machine when none is configured. What is chosen holds for this chat, and the lines that
 * keep it are shown.
 *
 * @returns what goes over config.toml; `undefined` when there is nothing to offer or it is declined.
 */
export async function offerLocalModel(
  { configDir, ending, output }: Run,
  asker: Asker,
): Promise<ModelTable | undefined> {
  if (await isConfigured(configDir)) return undefined;
  const { detectLocalModels } = await import("@asky/engine");
  const [found] = await detectLocalModels();
  const name = found?.models[0];
  if (found === undefined || name === undefined) return undefined;
  const model: ModelTable = { provider: "openai", name, base_url: found.baseUrl };
  asker.show(
    `${shortLine(found.server, 40)} runs on this machine and has the model ${shortLine(name, 100)}.`,
  );
  const answer = await asker.ask("Use it in this chat? [Y/n] ", ending.signal);
  if (answer === undefined || !/^\s*(?:y(?:es)?)?\s*$/i.test(answer)) return undefined;
  output.note(`To keep it, put this into ${join(configDir, "config.toml")}:`);
  output.note(
    `[model]\nprovider = "openai"\nname = ${JSON.stringify(name)}\nbase_url = ${JSON.stringify(found.baseUrl)}`,
  );
  return model;
}

/** Whether config.toml says which model answers; a file that cannot be read does, since nobody knows. */
async function isConfigured(configDir: string): Promise<boolean> {
  try {
    const text = await readFile(join(configDir, "config.toml"), "utf8");
    const { parse } = await import("smol-toml");
    const { model } = parse(text);
    return typeof model === "object" && Object.keys(model).length > 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}
