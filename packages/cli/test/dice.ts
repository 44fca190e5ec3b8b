import { installPlugin, temporaryFolder } from "./run-asky.ts";

const INDEX = `
import { defineAskyPlugin, TOOL_REGISTRY_BUILD, POST_LLM_RESPONSE } from "@asky/sdk";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export default defineAskyPlugin({
  name: "dice",
  activate({ hooks, services, configDir }) {
    console.log("dice is awake");
    services.provide("dice", { roll: (sides) => sides });
    hooks.register(TOOL_REGISTRY_BUILD, ({ registry }) => {
      registry.register({
        name: "roll_dice",
        schema: {
          name: "roll_dice",
          description: "Rolls a die and says what it shows.",
          parameters: { type: "object", properties: { sides: { type: "integer", minimum: 2 } } },
        },
        executor: ({ sides = 6 }, { signal }) =>
          existsSync(join(configDir, "slow"))
            ? new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))))
            : { shows: sides },
      });
    });
    const answer = join(configDir, "answer.md");
    if (existsSync(answer)) {
      hooks.register(POST_LLM_RESPONSE, (payload) => {
        if (payload.toolCalls.length > 0) return;
        payload.message = { ...payload.message, parts: [{ type: "text", text: readFileSync(answer, "utf8") }] };
      });
    }
  },
});
`;

const COMMANDS = `
export async function run({ positional, options }, { config, configDir, dataDir, services, stdout, signal }) {
  const [what] = positional;
  if (what === "plain") {
    stdout.write(JSON.stringify({ positional, options, config, dataDir: dataDir.slice(configDir.length) }) + "\\n");
    return 0;
  }
  if (what === "service") {
    const dice = await new Promise((resolve) => services.when("dice", resolve));
    stdout.write("rolled " + dice.roll(Number(options.sides)) + "\\n");
    return 7;
  }
  if (what === "missing") return await new Promise(() => services.when("nobody_offers_this", () => {}));
  if (what === "throw") throw new Error("no luck");
  if (what === "odd") return "fine";
  stdout.write("waiting\\n");
  return await new Promise((resolve) => signal.addEventListener("abort", () => resolve(9)));
}
`;

const MANIFEST = {
  name: "asky-plugin-dice",
  version: "1.2.0",
  type: "module",
  exports: "./index.js",
  asky: {
    apiVersion: 1,
    plugins: {
      dice: {
        contract: "asky",
        export: ".",
        services: ["dice"],
        configSchema: "./schema.json",
        commands: [
          {
            name: "dice",
            summary: "Rolls dice",
            args: [
              { name: "what", summary: "what to do" },
              { name: "more", summary: "more", required: false, variadic: true },
            ],
            options: [{ flags: "--sides <count>", summary: "how many sides", default: 6 }],
            run: "./commands.js",
          },
        ],
      },
    },
  },
};

/** A config dir with a plugin that has a tool, a service and a command. */
export function diceConfigDir(files: Readonly<Record<string, string>> = {}): string {
  const configDir = temporaryFolder({
    "plugins.toml": '[plugin.dice]\nenabled = true\nmodule = "asky-plugin-dice"\n',
    ...files,
  });
  installPlugin(configDir, "asky-plugin-dice", {
    "package.json": JSON.stringify(MANIFEST),
    "index.js": INDEX,
    "commands.js": COMMANDS,
    "schema.json": JSON.stringify({
      type: "object",
      properties: { luck: { type: "integer" } },
      additionalProperties: false,
    }),
  });
  return configDir;
}

/** What the offline model rolls a die for. */
export const ROLL = "Roll a die with 12 sides.";
