import { existsSync, readFileSync } from "node:fs";
import { GUI_ERROR_CODES, GuiServerPlugin } from "@asky/plugin-gui-server";
import { brandOf, type PackageManifest } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { activatePlugin } from "./start-console.ts";

const packageFolder = new URL("../", import.meta.url);
const { asky, version, exports } = JSON.parse(
  readFileSync(new URL("package.json", packageFolder), "utf8"),
) as { asky: PackageManifest; version: string; exports: Record<string, unknown> };

describe("the manifest of @asky/plugin-gui-server", () => {
  const manifest = asky.plugins.gui_server;

  test("names the plugin, its contract and its class", () => {
    const plugin = new GuiServerPlugin();
    expect(Object.keys(asky.plugins)).toEqual([plugin.name]);
    expect(brandOf(plugin)).toEqual({ contract: manifest?.contract, apiVersion: asky.apiVersion });
    expect(manifest?.class).toBe("GuiServerPlugin");
    expect(exports[manifest?.export ?? ""]).toBeDefined();
    expect(manifest?.dependencies).toEqual(plugin.dependencies);
  });

  test("names the services that the plugin offers", async () => {
    const { services } = await activatePlugin();
    expect([...services.keys()]).toEqual(manifest?.services);
  });

  test("names a schema that is shipped", () => {
    expect(existsSync(new URL(manifest?.configSchema ?? "missing", packageFolder))).toBe(true);
  });

  test("the plugin has the version of its package", () => {
    expect(new GuiServerPlugin().version).toBe(version);
  });
});

test("the list of the plugin's own error codes is closed", () => {
  expect(Object.keys(GUI_ERROR_CODES).sort()).toEqual([
    "GUI_LISTEN_FAILED",
    "GUI_NOT_RUNNING",
    "GUI_NOT_SIGNED_IN",
    "GUI_PORT_TAKEN",
    "GUI_REQUEST_FAILED",
    "GUI_ROUTE_UNKNOWN",
    "GUI_START_FILE_FAILED",
    "GUI_STATUS_MISSING",
  ]);
});
