import type { StandardSchema } from "@asky/sdk";
import * as z from "zod/mini";

/** What `plugins/gui_server.toml` says, after defaults. */
export interface GuiServerConfig {
  /** A loopback address, or `localhost`. @defaultValue "127.0.0.1" */
  readonly host: string;
  /** 0 takes a free one. @defaultValue 8765 */
  readonly port: number;
}

const OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const LOOPBACK: RegExp = new RegExp(`^(localhost|::1|127\\.${OCTET}\\.${OCTET}\\.${OCTET})$`);

const NOT_LOOPBACK =
  'the console listens on this machine only, since beyond it a password would be needed. Use "127.0.0.1", another address of 127.0.0.0/8, "::1" or "localhost".';
const NO_PORT = "A port is a whole number from 0 to 65535; 0 takes a free one.";
const NO_PASSWORD_LOGIN =
  "This version has no password login. Set it to false or remove the key: the start link is needed in any case.";

const UNKNOWN_KEY = "Known keys are host, port and auth_enabled.";

const file = z.strictObject(
  {
    host: z._default(
      z
        .string({ error: `A host is a text: ${NOT_LOOPBACK}` })
        .check(
          z.regex(LOOPBACK, { error: ({ input }) => `"${input}" is no loopback address: ${NOT_LOOPBACK}` }),
        ),
      "127.0.0.1",
    ),
    port: z._default(
      z.int({ error: NO_PORT }).check(z.gte(0, { error: NO_PORT }), z.lte(65_535, { error: NO_PORT })),
      8765,
    ),
    auth_enabled: z._default(z.literal(false, { error: NO_PASSWORD_LOGIN }), false),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `nothing reads ${issue.keys.map((key) => `"${key}"`).join(", ")}. ${UNKNOWN_KEY}`
        : `The configuration is a table. ${UNKNOWN_KEY}`,
  },
);

/** Checks `plugins/gui_server.toml`. `schemas/gui_server.schema.json` says the same for editors. */
export const guiServerConfigSchema: StandardSchema<unknown, GuiServerConfig> = z.pipe(
  file,
  z.transform(({ host, port }): GuiServerConfig => ({ host, port })),
) as StandardSchema<unknown, GuiServerConfig>;
