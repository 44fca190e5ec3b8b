// The public surface of @asky/plugin-gui-server. Nothing else is API.

export type { GuiServerConfig } from "./config.ts";
export type { GuiService } from "./contract.ts";
export { GUI_ERROR_CODES, type GuiErrorCode } from "./errors.ts";
export { GuiServerPlugin } from "./gui-server-plugin.ts";
