import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(`packages/${path}`, import.meta.url));

// For mutation testing: here alone tests run against the sources, where the mutants are.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@asky\/manager$/, replacement: source("manager/src/index.ts") },
      { find: /^@asky\/manager\/testing$/, replacement: source("manager/src/testing/index.ts") },
      { find: /^@asky\/gate$/, replacement: source("gate/src/index.ts") },
    ],
  },
  test: {
    include: [
      "packages/manager/test/{config,deadlines,event-bus,generations,hook-calls,hook-registry,ledger,lifecycle-strays,owners,packages,planning,plugin-manager,plugin-registry,replaced-fields,reports,roster,service-registry}.test.ts",
      "packages/gate/test/tickets.test.ts",
      "test/contract/{asky-1,asky-2,asky-3,asky-4,asky-8,asky-9,tether-4,tether-6}-*.test.ts",
    ],
    pool: "forks",
    maxWorkers: 1,
    watch: false,
    testTimeout: 15_000,
  },
});
