// The public surface of @asky/plugin-persona/creator. Nothing else is API.

export { ManualPersonaCreatorPlugin } from "./manual-persona-creator-plugin.ts";
