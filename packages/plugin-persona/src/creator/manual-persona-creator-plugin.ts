import { AskyPlugin, type AskyPluginContext, type StandardSchema } from "@asky/sdk";
import { type PersonaConfig, personaConfigSchema, resolveStoreDirectory } from "../config.ts";
import { createPersonaStore } from "../store/persona-store.ts";
import { registerTools } from "../tools/register-tools.ts";
import { VERSION } from "../version.ts";
import { creatorTools } from "./creator-tools.ts";

const TOOLS_PRIORITY = 200;

/** Lets the model create and list personas, for a user who describes them. */
export class ManualPersonaCreatorPlugin extends AskyPlugin<PersonaConfig> {
  readonly name: string = "manual_persona_creator";
  override readonly version: string = VERSION;
  override readonly configSchema: StandardSchema<unknown, PersonaConfig> = personaConfigSchema;

  activate({ config, configDir, hooks, logger }: AskyPluginContext<PersonaConfig>): void {
    const store = createPersonaStore(resolveStoreDirectory(config, configDir), logger);
    if (config.llmTools) registerTools(hooks, creatorTools(store), TOOLS_PRIORITY);
  }
}
