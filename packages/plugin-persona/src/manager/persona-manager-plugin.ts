import { join } from "node:path";
import {
  AskyPlugin,
  type AskyPluginContext,
  SESSION_START,
  type SessionStartPayload,
  type StandardSchema,
  SYSTEM_PROMPT_EXTEND,
  type SystemPromptContext,
} from "@asky/sdk";
import { type PersonaConfig, personaConfigSchema, resolveStoreDirectory } from "../config.ts";
import { createPersonaStore } from "../store/persona-store.ts";
import { registerTools } from "../tools/register-tools.ts";
import { VERSION } from "../version.ts";
import { managerTools } from "./manager-tools.ts";
import { appendPersona } from "./persona-prompt.ts";
import { createPersonaService } from "./persona-service.ts";
import { createSessionBindings } from "./session-bindings.ts";

const SESSION_PRIORITY = 100;
const PROMPT_PRIORITY = 110;
const TOOLS_PRIORITY = 210;

/** Binds personas to sessions and extends the system prompt with the one that is bound; offers the service `personas`. */
export class PersonaManagerPlugin extends AskyPlugin<PersonaConfig> {
  readonly name: string = "persona_manager";
  override readonly version: string = VERSION;
  override readonly configSchema: StandardSchema<unknown, PersonaConfig> = personaConfigSchema;

  activate(context: AskyPluginContext<PersonaConfig>): void {
    const { config, configDir, dataDir, hooks, logger, services } = context;
    const store = createPersonaStore(resolveStoreDirectory(config, configDir), logger);
    const bindings = createSessionBindings(join(dataDir, "session_bindings.toml"));
    const personas = createPersonaService(store, bindings, logger);

    async function restorePersona({ sessionId }: SessionStartPayload): Promise<void> {
      const persona = await personas.current(sessionId);
      if (persona) logger.debug(`The session goes on with the persona "${persona.name}".`, { sessionId });
    }

    async function extendPrompt(prompt: string, { sessionId }: SystemPromptContext): Promise<string> {
      const persona = await personas.current(sessionId);
      return persona ? appendPersona(prompt, persona) : prompt;
    }

    services.provide("personas", personas);
    hooks.register(SESSION_START, restorePersona, SESSION_PRIORITY);
    hooks.register(SYSTEM_PROMPT_EXTEND, extendPrompt, PROMPT_PRIORITY);
    if (config.llmTools) registerTools(hooks, managerTools(personas), TOOLS_PRIORITY);
  }
}
