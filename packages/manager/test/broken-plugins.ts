import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import type { PluginContractOptions, PluginSubject } from "@asky/manager/testing";
import { type AskyPluginContext, defineAskyPlugin, type ToolRegistration } from "@asky/sdk";

/** A plugin that breaks one rule of the contract and no other. */
export interface BrokenPlugin {
  readonly rule: string;
  readonly subject: PluginSubject;
  readonly options?: PluginContractOptions;
}

type Activate = (context: AskyPluginContext) => void | Promise<void>;

/** Makes a new plugin for each host, as a class does. */
function broken(activate: Activate, rest: { version?: string; name?: string; deactivate?: () => void } = {}) {
  return () => defineAskyPlugin({ name: "broken", activate, ...rest });
}

function tool(name: string, executor: ToolRegistration["executor"], schemaName = name): ToolRegistration {
  const parameters = { type: "object", properties: { query: { type: "string" } } };
  return { name, schema: { name: schemaName, description: "Answers.", parameters }, executor };
}

const forever = (): Promise<never> => new Promise(() => {});

let lives = 0;
let running = 0;

/** Those that need no package. What waits for a deadline has a short budget. */
export const BROKEN_PLUGINS: readonly BrokenPlugin[] = [
  { rule: "identity/name-is-legal", subject: broken(() => {}, { name: "Broken Plugin" }) },
  { rule: "identity/version-is-semver", subject: broken(() => {}, { version: "one" }) },
  {
    rule: "identity/stays-the-same",
    subject: class {
      readonly name = "broken";
      #reads = 0;
      get version() {
        this.#reads += 1;
        return `1.0.${this.#reads}`;
      }
      readonly dependencies = [];
      activate() {}
      deactivate() {}
    },
  },
  {
    rule: "lifecycle/activates",
    subject: broken(() => {
      throw new Error("There is no database.");
    }),
  },
  { rule: "lifecycle/activates", subject: broken(forever), options: { budgetMs: 50 } },
  {
    rule: "lifecycle/lives-again",
    subject: broken(({ hooks }) => {
      lives += 1;
      if (lives === 1) hooks.register("session_start", () => {});
    }),
  },
  {
    rule: "lifecycle/shares-nothing-between-hosts",
    subject: broken(
      () => {
        if (running > 0) throw new Error("It runs already.");
        running += 1;
      },
      {
        deactivate: () => {
          running -= 1;
        },
      },
    ),
  },
  {
    rule: "lifecycle/stops-at-any-point",
    subject: broken(() => {}, {
      deactivate: () => {
        throw new Error("The connection is closed already.");
      },
    }),
  },
  {
    rule: "lifecycle/survives-a-second-stop",
    subject: () => {
      let connection: { end(): void } | undefined;
      return defineAskyPlugin({
        name: "broken",
        activate() {
          connection = { end() {} };
        },
        deactivate() {
          (connection as { end(): void }).end();
          connection = undefined;
        },
      });
    },
  },
  {
    rule: "lifecycle/leaves-nothing-behind",
    subject: broken(() => void setInterval(() => {}, 60_000)),
  },
  {
    rule: "lifecycle/leaves-nothing-behind",
    subject: broken(({ hooks }) => {
      hooks.register("session_end", () => void createServer().listen(0, "127.0.0.1"));
    }),
  },
  {
    rule: "lifecycle/leaves-nothing-behind",
    subject: broken(({ defer, services }) => {
      defer(() => {
        setImmediate(() => {
          try {
            services.when("audit", () => {});
          } catch {
            // It keeps to itself that it came too late.
          }
        });
      });
    }),
  },
  {
    rule: "lifecycle/fails-cleanly",
    subject: () => {
      let timer: NodeJS.Timeout | undefined;
      return defineAskyPlugin({
        name: "broken",
        activate({ hooks }) {
          timer = setInterval(() => {}, 60_000);
          hooks.register("session_start", () => {});
        },
        deactivate: () => clearInterval(timer),
      });
    },
  },
  {
    rule: "config/empty-is-answered",
    subject: broken(({ config }) => {
      if (config.token === undefined) throw new Error("There is no token.");
    }),
    options: { config: { token: "secret" } },
  },
  {
    rule: "config/unknown-keys-do-no-harm",
    subject: broken(({ config }) => {
      if (Object.keys(config).length > 0) throw new Error("I know no key.");
    }),
  },
  {
    rule: "hooks/finish-in-time",
    subject: broken(({ hooks }) => void hooks.register("pre_llm_call", forever)),
    options: { budgetMs: 50 },
  },
  {
    rule: "hooks/finish-in-time",
    subject: broken(({ eventBus }) => void eventBus.subscribe("message.in", forever)),
    options: { budgetMs: 50 },
  },
  {
    rule: "hooks/finish-in-time",
    subject: broken(({ hooks }) => {
      hooks.register("pre_preload", () => {
        const end = performance.now() + 60;
        while (performance.now() < end);
      });
    }),
    options: { budgetMs: 50 },
  },
  {
    rule: "hooks/register-in-activation-only",
    subject: broken(({ hooks }) => {
      setImmediate(() => hooks.register("session_start", () => {}));
    }),
  },
  {
    rule: "hooks/never-fail",
    subject: broken(({ hooks }) => {
      hooks.register("post_preload", ({ preloadResult: { excerpts } }) =>
        excerpts[0]?.text.codePointAt(0)?.toFixed(),
      );
      hooks.register("pre_llm_call", ({ messages: [first] }) => (first as { role: string }).role);
    }),
  },
  {
    rule: "hooks/leave-payloads-alone",
    subject: broken(({ hooks }) => {
      hooks.register("pre_llm_call", ({ messages }) =>
        (messages as object[]).push({ role: "user", parts: [] }),
      );
    }),
  },
  {
    rule: "hooks/return-what-is-expected",
    subject: broken(({ hooks }) => void hooks.register("system_prompt_extend", () => 42 as never)),
  },
  {
    rule: "hooks/heed-the-signal",
    subject: broken(({ hooks }) => {
      hooks.register("pre_preload", ({ signal }) =>
        // An event that has come already does not come again.
        signal.aborted ? new Promise((resolve) => signal.addEventListener("abort", resolve)) : undefined,
      );
    }),
    options: { budgetMs: 50 },
  },
  {
    rule: "events/handlers-never-fail",
    subject: broken(({ eventBus }) => {
      eventBus.subscribe("message.in", ({ data }) => new URL(`https://asky.invalid/${data.text}`).hash.at(0));
      eventBus.subscribe("message.out", ({ data }) => {
        if (data.content === "") throw new Error("Nothing was said.");
      });
    }),
  },
  {
    rule: "turns/stay-apart",
    subject: () => {
      let session = "";
      return defineAskyPlugin({
        name: "broken",
        activate({ hooks }) {
          hooks.register("session_start", ({ sessionId }) => {
            session = sessionId;
          });
          hooks.register("system_prompt_extend", (prompt) => `${prompt} This is ${session}.`);
        },
      });
    },
  },
  {
    rule: "tools/are-well-formed",
    subject: broken(({ hooks }) => {
      hooks.register("tool_registry_build", ({ registry }) => {
        registry.register(tool("search", () => "found", "serach"));
      });
    }),
  },
  {
    rule: "tools/leave-host-names-alone",
    subject: broken(({ hooks }) => {
      hooks.register("tool_registry_build", ({ registry }) => {
        registry.register(tool("Read", () => "found"));
      });
    }),
  },
  {
    rule: "tools/answer-every-argument",
    subject: broken(({ hooks }) => {
      hooks.register("tool_registry_build", ({ registry }) => {
        registry.register(tool("search", ({ query }) => (query as string).trim()));
      });
    }),
  },
  {
    rule: "servers/run-and-say-so",
    subject: broken(({ hooks }) => {
      hooks.register("daemon_server_register", ({ servers }) => {
        servers.push({ name: "broken", start: () => {}, stop: () => {}, isRunning: () => false });
      });
    }),
  },
  {
    rule: "surroundings/files-stay-in-data-dir",
    subject: broken(({ configDir }) => writeFile(join(configDir, "broken.log"), "active")),
  },
  {
    rule: "surroundings/stdout-is-left-alone",
    subject: broken(({ hooks }) => void hooks.register("session_end", () => console.log("That was it."))),
  },
  {
    rule: "surroundings/process-stays-as-it-was",
    subject: broken(({ defer }) => {
      process.once("SIGHUP", () => {});
      process.env.ASKY_CONTRACT_BROKEN = String(Math.random());
      defer(() => void process.removeAllListeners("SIGHUP"));
    }),
  },
  {
    rule: "surroundings/process-stays-as-it-was",
    subject: broken(({ hooks }) => {
      hooks.register("session_end", () => {
        try {
          process.exit(0);
        } catch {
          // The suite refuses it; a plugin that goes on all the same is found out.
        }
      });
    }),
  },
  {
    rule: "surroundings/no-stray-failures",
    subject: broken(({ hooks }) => {
      hooks.register("session_end", () =>
        queueMicrotask(() => {
          throw new Error("Nobody catches this.");
        }),
      );
    }),
  },
  {
    rule: "surroundings/no-stray-failures",
    subject: broken(({ hooks }) => {
      hooks.register("session_end", () => void Promise.reject(new Error("Nobody waits for this.")));
    }),
  },
];
