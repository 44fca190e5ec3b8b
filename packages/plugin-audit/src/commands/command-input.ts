import { join, resolve } from "node:path";
import type { CommandContext, JsonObject } from "@asky/sdk";
import { auditCommandInvalid } from "../errors.ts";
import { findLogSettings } from "./log-settings.ts";

/** What every `asky audit …` has to work with. */
export interface CommandInput {
  readonly directory: string;
  readonly keyDirectory: string;
  readonly rest: readonly string[];
  readonly options: JsonObject;
  readonly signal: AbortSignal;
  /** Prints a line of data. */
  readonly print: (line: string) => void;
  /** Tells something to whoever sits there. */
  readonly tell: (line: string) => void;
}

export async function readInput(
  rest: readonly string[],
  options: JsonObject,
  { configDir, stdout, stderr, signal }: CommandContext,
): Promise<CommandInput> {
  const settings = await findLogSettings(configDir);
  const given = optionText(options, "directory");
  const directory = given === undefined ? (settings.directory ?? join(configDir, "audit")) : resolve(given);
  const keys = optionText(options, "keys") ?? (given === undefined ? settings.keyDirectory : undefined);
  return {
    directory,
    keyDirectory: keys === undefined ? `${directory}-keys` : resolve(keys),
    rest,
    options,
    signal,
    print: (line) => void stdout.write(`${line}\n`),
    tell: (line) => void stderr.write(`${line}\n`),
  };
}

export function optionText(options: JsonObject, name: string): string | undefined {
  const value = options[name];
  if (value === undefined || value === null || value === "") return undefined;
  return String(value);
}

/** @throws PluginError `AUDIT_COMMAND_INVALID` */
export function optionCount(options: JsonObject, name: string, fallback: number): number {
  const text = optionText(options, name);
  if (text === undefined) return fallback;
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 0) {
    throw auditCommandInvalid(
      `The option --${name} is "${text}", which is no whole number.`,
      `Write --${name} 20, for example.`,
    );
  }
  return count;
}
