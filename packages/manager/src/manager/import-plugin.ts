import type { Problem, Services } from "@asky/sdk";
import { type Deadline, EXPIRED, settleWithin } from "../deadline/settle-within.ts";
import { pluginTimedOut } from "../errors/lifecycle.ts";
import {
  manifestMismatch,
  packageImportFailed,
  pluginClassInvalid,
  pluginNameMismatch,
} from "../errors/package.ts";
import { adaptPlugin } from "../lifecycle/adapt-plugin.ts";
import type { ManagedPlugin } from "../lifecycle/managed-plugin.ts";
import type { PluginRecord } from "../lifecycle/plugin-record.ts";
import type { EnterPlugin } from "../owners/plugin-owner.ts";
import { findPlugin, identityOf, type PluginIdentity } from "../packages/find-plugin.ts";
import { importModule } from "../packages/import-module.ts";
import type { LocatedPlugin } from "./locate-plugin.ts";

/** A plugin as a value, recognised and read. */
export interface RecognisedPlugin {
  readonly managed: ManagedPlugin;
  readonly identity: PluginIdentity;
  readonly warnings: readonly Problem[];
}

/** Imports a located plugin, which runs its code, and holds it against its key and its manifest. Never rejects. */
export async function importPlugin(
  { name, owner }: Pick<PluginRecord, "name" | "owner">,
  { found, module, manifest, className }: LocatedPlugin,
  services: Services,
  deadline: Deadline,
): Promise<RecognisedPlugin | { readonly problem: Problem }> {
  if (!found || !module) throw new TypeError(`"${name}" was not located.`);
  const enter: EnterPlugin = owner?.enter ?? ((code) => code());
  const imported = await settleWithin(
    enter(() => importModule(module.url)),
    deadline,
  );
  if (imported === EXPIRED) return { problem: pluginTimedOut(name, "import", deadline.timeoutMs) };
  if ("error" in imported) return { problem: packageImportFailed(found.name, module.path, imported.error) };
  const plugin = enter(() => recognisePlugin(imported.exports, className, services));
  if ("problem" in plugin) return plugin;

  const { identity } = plugin;
  if (identity.name !== name) return { problem: pluginNameMismatch(name, identity.name) };
  if (!manifest) return plugin;
  if (manifest.contract !== identity.contract) {
    const what = `it says "${manifest.contract}", and the plugin is of the contract "${identity.contract}"`;
    return { problem: manifestMismatch(found.name, found.packageJsonPath, what) };
  }
  const undeclared = identity.dependencies.filter((one) => !manifest.dependencies?.includes(one));
  if (undeclared.length === 0) return plugin;
  const what = `the plugin also depends on ${undeclared.map((one) => `"${one}"`).join(", ")}`;
  return { problem: manifestMismatch(found.name, found.packageJsonPath, what) };
}

/** Makes a managed plugin of whatever stands for one among some exports. */
export function recognisePlugin(
  exports: Readonly<Record<string, unknown>>,
  className: string | undefined,
  services: Services,
): RecognisedPlugin | { readonly problem: Problem } {
  const found = findPlugin(exports, { ...(className !== undefined && { className }), services });
  if ("problem" in found) return found;
  try {
    const identity = identityOf(found.plugin);
    return { managed: adaptPlugin(found.plugin, identity.contract), identity, warnings: found.warnings };
  } catch (error) {
    return { problem: pluginClassInvalid(found.exportName, "cannot be read", { thrown: error }) };
  }
}
