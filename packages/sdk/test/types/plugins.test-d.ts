// Compiled by the root's type check, never run: each line marked must be refused, each other line must compile.
import {
  AskyPlugin,
  type AskyPluginContext,
  defineAskyPlugin,
  defineTetherPlugin,
  type GateTicket,
  type JsonObject,
  type PluginErrorCode,
  type StandardSchema,
  type TetherPlugin,
  type TetherPluginContext,
  type ToolRegistry,
} from "@asky/sdk";
import type { PluginContext as AskyShort } from "@asky/sdk/asky";
import type { PluginContext as TetherShort } from "@asky/sdk/tether";
import * as z from "zod/mini";

declare function use(...values: readonly unknown[]): void;

// The configuration's type comes from the schema: of a library …
const configSchema = z.object({ port: z._default(z.number(), 8765), host: z.optional(z.string()) });
defineAskyPlugin({
  name: "a",
  configSchema,
  activate({ config }) {
    const port: number = config.port;
    const host: string | undefined = config.host;
    // @ts-expect-error the schema says number
    const wrong: string = config.port;
    // @ts-expect-error no such key
    use(port, host, wrong, config.prot);
  },
});
defineTetherPlugin({
  meta: { name: "t", version: "1.0.0" },
  configSchema,
  initialize({ pluginConfig, config }) {
    const port: number = pluginConfig.port;
    // @ts-expect-error `config` is the host's here
    use(port, config.port.toFixed());
  },
});

// … and of one written by hand.
interface Depth {
  readonly depth: number;
}
declare const byHand: StandardSchema<unknown, Depth>;
defineAskyPlugin({
  name: "h",
  configSchema: byHand,
  activate({ config }) {
    const depth: number = config.depth;
    // @ts-expect-error no such key
    use(depth, config.deep);
  },
});

// Without a schema it is any JSON object.
defineAskyPlugin({
  name: "n",
  activate({ config }) {
    const same: JsonObject = config;
    // @ts-expect-error read-only
    config.port = 1;
    use(same);
  },
});

// @ts-expect-error no activate
defineAskyPlugin({ name: "a" });
// @ts-expect-error no name
defineAskyPlugin({ activate() {} });
// @ts-expect-error a version is part of the meta
defineTetherPlugin({ meta: { name: "t" }, initialize() {} });
// @ts-expect-error a misspelt member
defineTetherPlugin({ meta: { name: "t", version: "1.0.0" }, initialise() {} });

// The base class asks for a name and for activate; the rest has defaults.
export class Complete extends AskyPlugin<Depth> {
  readonly name = "complete";
  override readonly version = "1.0.0";
  override readonly dependencies = ["store"];
  override readonly configSchema = byHand;
  activate({ config }: AskyPluginContext<Depth>): void {
    config.depth.toFixed();
  }
}
// @ts-expect-error neither name nor activate
export class Incomplete extends AskyPlugin {}
// @ts-expect-error the base class is abstract
export const bare = new AskyPlugin();

// A Tether plugin is a shape: no base class, no import of a value.
export class Metrics {
  readonly meta = { name: "metrics", version: "0.1.0" };
  async initialize(_context: TetherPluginContext): Promise<void> {}
  async start(): Promise<void> {}
  async stop(): Promise<void> {}
}
export const metrics: TetherPlugin = new Metrics();
// @ts-expect-error the meta is read-only
metrics.meta.name = "other";
// @ts-expect-error stop is missing
export const unstoppable: TetherPlugin = { meta: metrics.meta, async initialize() {}, async start() {} };
// @ts-expect-error initialize is asynchronous
export const synchronous: TetherPlugin = { ...metrics, initialize() {} };

// Both contexts are read-only, and the short names are the same types.
declare const asky: AskyPluginContext;
declare const tether: TetherPluginContext;
export const shortNames: [AskyShort, TetherShort] = [asky, tether];
// @ts-expect-error read-only
asky.config = {};
// @ts-expect-error read-only
asky.globalConfig.model = {};
// @ts-expect-error read-only
tether.config = {};
// @ts-expect-error a Tether plugin only watches
tether.hooks;
// @ts-expect-error neither disposable nor asynchronously disposable
asky.use({ close() {} });
asky.defer(async () => {});

// Tools carry a schema and an executor, and nobody writes a ticket.
declare const tools: ToolRegistry;
tools.register({
  name: "my_tool",
  schema: { name: "my_tool", description: "Useful.", parameters: z.object({ query: z.string() }) },
  executor: async (args, { directory, signal }) => ({
    result: `${String(args.query)} ${directory} ${signal.aborted}`,
  }),
});
// @ts-expect-error no executor
tools.register({ name: "my_tool", schema: { name: "my_tool", description: "Useful." } });
// @ts-expect-error no description
tools.register({ name: "my_tool", schema: { name: "my_tool" }, executor: () => "" });
// @ts-expect-error a ticket has a member that cannot be written
export const forged: GateTicket = { id: "", callId: "", turnId: "", toolName: "", origin: "" };

export const code: PluginErrorCode = "TOOL_DENIED";
// @ts-expect-error a misspelt code
export const misspelt: PluginErrorCode = "TOOL_DENYED";
