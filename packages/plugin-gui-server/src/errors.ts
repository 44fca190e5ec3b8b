import { PluginError } from "@asky/sdk";

const PLUGIN = "gui_server";

/** The codes of this plugin's own faults, with what each means. */
export const GUI_ERROR_CODES = {
  GUI_PORT_TAKEN: "Another program listens on the console's port.",
  GUI_LISTEN_FAILED: "The console cannot listen on its address.",
  GUI_START_FILE_FAILED: "The file with the start link cannot be written.",
  GUI_NOT_RUNNING: "A start link was asked for while the console does not run.",
  GUI_STATUS_MISSING: "The host does not offer the service `status`, so there is no report to show.",
  GUI_NOT_SIGNED_IN: "A request for data carried no session.",
  GUI_ROUTE_UNKNOWN: "A request for data named nothing that the console has.",
  GUI_REQUEST_FAILED: "A request to the console failed while it was answered.",
} as const;

/** One of the codes of {@link GUI_ERROR_CODES}. */
export type GuiErrorCode = keyof typeof GUI_ERROR_CODES;

export function portTaken(host: string, port: number, cause: unknown): PluginError {
  return fault("GUI_PORT_TAKEN", {
    message: `plugins/gui_server.toml: port ${port} on "${host}" is taken by another program.`,
    hint: "End that program, or set port in plugins/gui_server.toml to another one; port = 0 takes a free one.",
    cause,
  });
}

export function listenFailed(host: string, port: number, cause: unknown): PluginError {
  return fault("GUI_LISTEN_FAILED", {
    message: `plugins/gui_server.toml: the console cannot listen on "${host}", port ${port}.`,
    hint: 'Set host = "127.0.0.1" and a port from 1024 upwards in plugins/gui_server.toml, or port = 0.',
    cause,
  });
}

export function startFileFailed(file: string, cause: unknown): PluginError {
  return fault("GUI_START_FILE_FAILED", {
    message: `The file "${file}" with the start link of the console cannot be written.`,
    hint: "Make its folder writable for the user who runs the host.",
    cause,
  });
}

export function notRunning(): PluginError {
  return fault("GUI_NOT_RUNNING", {
    message: "A start link was asked for, and the console does not run.",
    hint: "Start the host's daemon servers first; the service's url is set while the console runs.",
  });
}

export function statusMissing(): PluginError {
  return fault("GUI_STATUS_MISSING", {
    message: 'The host does not say what has loaded: it offers no service named "status".',
    hint: 'Let the host call services.provide("status", { report }) before it starts its daemon servers.',
  });
}

export function notSignedIn(): PluginError {
  return fault("GUI_NOT_SIGNED_IN", {
    message: "This request carries no session of the console.",
    hint: 'Open the link in the file "start-url" in the plugin\'s data folder, and send the cookie it sets.',
  });
}

export function routeUnknown(path: string): PluginError {
  return fault("GUI_ROUTE_UNKNOWN", {
    message: `The console has nothing at "${path}".`,
    hint: "Ask for /api/v1/report or /api/v1/health.",
  });
}

export function requestFailed(path: string, cause: unknown): PluginError {
  return fault("GUI_REQUEST_FAILED", {
    message: `The console could not answer the request for "${path}".`,
    hint: "Look at the cause; a report with values of the wrong type is the usual one.",
    cause,
  });
}

function fault(
  code: GuiErrorCode,
  details: { readonly message: string; readonly hint: string; readonly cause?: unknown },
): PluginError {
  return new PluginError(code, { plugin: PLUGIN, ...details });
}
