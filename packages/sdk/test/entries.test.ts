import * as sdk from "@asky/sdk";
import * as asky from "@asky/sdk/asky";
import * as tether from "@asky/sdk/tether";
import { expect, test } from "vitest";

test.each([
  ["@asky/sdk/asky", asky],
  ["@asky/sdk/tether", tether],
])("%s exports the same things under the same names as the main entry", (_, entry) => {
  for (const [name, value] of Object.entries(entry)) {
    expect(value, name).toBe((sdk as Readonly<Record<string, unknown>>)[name]);
  }
});
