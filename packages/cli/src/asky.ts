#!/usr/bin/env node
// Loads as little as it can: what a command needs is imported when it runs.
import { ownVersion } from "./version.ts";

const words = process.argv.slice(2);
const [only] = words;

if (words.length === 1 && (only === "--version" || only === "-V")) {
  // Nobody reads any more: nothing to say, and nothing wrong.
  process.stdout.on("error", () => process.exit());
  process.stdout.write(`${ownVersion()}\n`);
} else {
  const { runAsky } = await import("./program/run-asky.ts");
  await runAsky(words);
}
