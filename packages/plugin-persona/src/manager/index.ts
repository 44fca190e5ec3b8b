// The public surface of @asky/plugin-persona/manager. Nothing else is API.

export { PersonaManagerPlugin } from "./persona-manager-plugin.ts";
