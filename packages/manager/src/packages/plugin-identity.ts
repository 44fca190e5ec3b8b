import { type AskyPlugin, brandOf, type PluginContract, type TetherPlugin } from "@asky/sdk";
import { methodsMissing } from "./plugin-methods.ts";

/** Who a plugin says it is, of either contract. */
export interface PluginIdentity {
  /** Empty when it cannot be read. */
  readonly name: string;
  readonly version: string;
  readonly contract: PluginContract;
  readonly dependencies: readonly string[];
}

/** Reads a plugin's identity once; what cannot be read gets the contract's default. Never throws. */
export function identityOf(plugin: AskyPlugin | TetherPlugin): PluginIdentity {
  const contract =
    brandOf(plugin)?.contract ??
    (read(() => methodsMissing(plugin, ["activate"]).length === 0) ? "asky" : "tether");
  const source = (contract === "asky" ? plugin : read(() => (plugin as TetherPlugin).meta)) as
    | Partial<AskyPlugin>
    | undefined;
  const name = read(() => source?.name);
  const version = read(() => source?.version);
  const dependencies = contract === "asky" ? read(() => [...(source?.dependencies ?? [])]) : [];
  return {
    name: typeof name === "string" ? name : "",
    version: typeof version === "string" ? version : "0.1.0",
    contract,
    dependencies: (dependencies ?? []).filter((entry) => typeof entry === "string"),
  };
}

function read<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    // What hides behind a getter that throws counts as not there; checkPlugin has said so already.
    return undefined;
  }
}
