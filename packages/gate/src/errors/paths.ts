import { PluginError } from "@asky/sdk";
import { quote, quoteAll } from "../quote.ts";

export function pathOutside(path: string, target: string, roots: readonly string[]): PluginError {
  const way = path === target ? "is" : `leads to ${quote(target)}, which is`;
  return new PluginError("PATH_OUTSIDE", {
    message: `The path ${quote(path)} ${way} outside of ${quoteAll(roots)}.`,
    hint: "Use a path inside, or have the operator add the directory to sandbox.allowed_dirs in config.toml.",
  });
}

export function pathMissing(path: string, cause?: unknown): PluginError {
  return new PluginError("PATH_MISSING", {
    message: `There is nothing at ${quote(path)}.`,
    hint: "Check the name by listing the folder above it.",
    cause,
  });
}

export function pathExists(path: string, cause?: unknown): PluginError {
  return new PluginError("PATH_EXISTS", {
    message: `There is something at ${quote(path)} already.`,
    hint: "Choose another name, or replace what is there.",
    cause,
  });
}

export function pathKindWrong(path: string, found: string, wanted: string, cause?: unknown): PluginError {
  return new PluginError("PATH_KIND_WRONG", {
    message: `At ${quote(path)} is ${found}, where ${wanted} is needed.`,
    hint: `Name ${wanted}.`,
    cause,
  });
}

export function pathUnusable(path: string, fault: string, cause?: unknown): PluginError {
  return new PluginError("PATH_UNUSABLE", {
    message: `The path ${quote(path)} cannot be used: ${fault}.`,
    hint: "Check the path and its permissions, or use another one.",
    cause,
  });
}
