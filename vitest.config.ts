import { defineConfig } from "vitest/config";

// Tests import packages by name, so what runs is the built `dist` a user would get.
export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/fixtures/**", "test/registry/**"],
    pool: "forks",
    maxWorkers: 2,
    watch: false,
    passWithNoTests: false,
    testTimeout: 15_000,
    hookTimeout: 15_000,
    teardownTimeout: 5_000,
  },
});
