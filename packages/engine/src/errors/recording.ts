import { PluginError } from "@asky/sdk";

export function recordingUnreadable(file: string, fault: string, cause?: unknown): PluginError {
  return new PluginError("MODEL_FAILED", {
    message: `The recording "${file}" cannot be used: ${fault}.`,
    hint: 'Record it anew: set "model.record" in config.toml to the provider whose answers are to be recorded, and ask again.',
    ...(cause !== undefined && { cause }),
  });
}

export function requestNotRecorded(
  file: string,
  digest: string,
  nearest: { readonly line: number; readonly differences: readonly string[] } | undefined,
): PluginError {
  const compared =
    nearest === undefined
      ? "it holds none"
      : `the nearest one is line ${nearest.line}, which differs in ${nearest.differences.join("; ")}`;
  return new PluginError("MODEL_FAILED", {
    message: `The recording "${file}" has no answer to this request (${digest.slice(0, 12)}): ${compared}.`,
    hint: 'Ask exactly what was recorded, with the same plugins and tools, or record it: set "model.record" in config.toml.',
  });
}
