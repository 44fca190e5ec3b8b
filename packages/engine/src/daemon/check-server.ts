import type { DaemonServerSpec } from "@asky/sdk";
import { describeError } from "../errors/describe-error.ts";
import { serverSpecInvalid } from "../errors/server.ts";

/** What a server may be called: it stands in logs and reports. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

/**
 * Takes from a plugin's value the server that it describes. Every member is read once; the functions are still called
 * on the plugin's own object.
 *
 * @throws PluginError `SERVER_SPEC_INVALID`.
 */
export function checkServer(plugin: string, value: unknown): DaemonServerSpec {
  if (typeof value !== "object" || value === null) throw serverSpecInvalid(plugin, "it is no object");
  const { name, start, stop, isRunning } = readMembers(plugin, value);
  if (typeof name !== "string" || !NAME.test(name)) {
    throw serverSpecInvalid(
      plugin,
      'its "name" is not 1 to 64 letters, digits, "_", ".", ":" or "-", a letter or digit first',
    );
  }
  for (const [member, given] of Object.entries({ start, stop, isRunning })) {
    if (typeof given !== "function")
      throw serverSpecInvalid(plugin, `"${member}" of "${name}" is no function`);
  }
  const call = (member: unknown) => () => Reflect.apply(member as () => never, value, []);
  return Object.freeze({ name, start: call(start), stop: call(stop), isRunning: call(isRunning) });
}

function readMembers(plugin: string, value: object): Record<string, unknown> {
  try {
    const { name, start, stop, isRunning } = value as Record<string, unknown>;
    return { name, start, stop, isRunning };
  } catch (error) {
    throw serverSpecInvalid(plugin, `reading it failed (${describeError(error)[0]})`);
  }
}
