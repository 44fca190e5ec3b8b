import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ATTEMPT, openLog } from "./open-log.ts";
import { runCommand } from "./run-command.ts";

/** Letters and digits that look random and are the same in every run. */
const noise = (seed: string, length: number): string => {
  let text = "";
  for (let round = 0; text.length < length; round++) {
    const digest = createHash("sha512").update(`${seed} ${round}`).digest("base64");
    text += digest.replace(/[^A-Za-z0-9]/g, "");
  }
  return `${text.slice(0, length - 2)}7q`;
};
const hex = (seed: string, length: number): string =>
  createHash("sha512").update(seed).digest("hex").slice(0, length);

/** Twenty kinds: the secret, and where it stands. */
const KINDS: readonly ((seed: string) => readonly [secret: string, place: unknown])[] = [
  (seed) => [`ghp_${noise(seed, 36)}`, `git clone with ghp_${noise(seed, 36)} please`],
  (seed) => [`glpat-${noise(seed, 20)}`, { note: `glpat-${noise(seed, 20)}` }],
  (seed) => [`sk-proj-${noise(seed, 40)}`, `key is sk-proj-${noise(seed, 40)}.`],
  (seed) => [`sk_live_${noise(seed, 24)}`, [`sk_live_${noise(seed, 24)}`]],
  (seed) => [`AKIA${hex(seed, 16).toUpperCase()}`, `aws AKIA${hex(seed, 16).toUpperCase()} s3 ls`],
  (seed) => [`AIza${noise(seed, 35)}`, `https://maps.example/?k=AIza${noise(seed, 35)}`],
  (seed) => [`xoxb-${noise(seed, 30)}`, { text: `post with xoxb-${noise(seed, 30)}` }],
  (seed) => [`npm_${noise(seed, 36)}`, `//registry.example/:_authToken=npm_${noise(seed, 36)}`],
  (seed) => [`hf_${noise(seed, 34)}`, `hf_${noise(seed, 34)}`],
  (seed) => [
    `eyJ${noise(seed, 30)}.eyJ${noise(`${seed}b`, 40)}.${noise(`${seed}c`, 43)}`,
    { jwt2: `x eyJ${noise(seed, 30)}.eyJ${noise(`${seed}b`, 40)}.${noise(`${seed}c`, 43)}` },
  ],
  (seed) => [noise(seed, 64), `-----BEGIN PRIVATE KEY-----\n${noise(seed, 64)}\n-----END PRIVATE KEY-----`],
  (seed) => [noise(seed, 14), { password: noise(seed, 14) }],
  (seed) => [noise(seed, 12), `curl -H 'Authorization: Bearer ${noise(seed, 12)}' https://x.example`],
  (seed) => [noise(seed, 12), `postgres://app:${noise(seed, 12)}@db.example/main`],
  (seed) => [noise(seed, 16), `DB_PASSWORD=${noise(seed, 16)} node server.js`],
  (seed) => [noise(seed, 16), { argv: ["login", "--token", noise(seed, 16)] }],
  (seed) => [noise(seed, 16), { headers: [{ name: "Cookie", value: `sid=${noise(seed, 16)}` }] }],
  (seed) => [noise(seed, 44), `deploy using ${noise(seed, 44)} now`],
  (seed) => [hex(seed, 64), { note: `openssl said ${hex(seed, 64)}` }],
  (seed) => [noise(seed, 30), { file_path: "a.txt", content: `line\n${noise(seed, 30)}\n` }],
];

test("200 planted secrets of 20 kinds are in no file and in no view", async () => {
  expect(KINDS).toHaveLength(20);
  const planted = KINDS.flatMap((kind, index) =>
    Array.from({ length: 10 }, (_, count) => kind(`kind ${index} number ${count}`)),
  );
  const { log, directory } = await openLog();
  for (const [secret, place] of planted) {
    expect(JSON.stringify(place)).toContain(JSON.stringify(secret).slice(1, -1));
    await log.logToolAttempt({
      ...ATTEMPT,
      toolInput: { value: place as never },
      reason: "It was asked for.",
    });
    if (typeof place !== "string") continue;
    await log.logOperation({ sessionId: "s", operation: "noted", details: { [place]: [place] } });
    await log.logSecurityViolation({ sessionId: "s", toolName: "Bash", reason: place, riskLevel: "high" });
    await log.logToolAttempt({ ...ATTEMPT, toolInput: { text: `${"long ".repeat(80)}${place}` } });
  }
  await log.close();
  const files = await Promise.all(
    (await readdir(directory)).map((name) => readFile(join(directory, name), "utf8")),
  );
  const views = await Promise.all(
    [
      [["tail"], { once: true, limit: 100_000 }],
      [["show", "call-1"], {}],
      [["stats"], {}],
      [["export"], { format: "csv" }],
      [["export"], { format: "jsonl" }],
    ].map(
      async ([positional, options]) =>
        (await runCommand(directory, positional as string[], options as object)).output,
    ),
  );
  const leaks = planted.filter(([secret]) => [...files, ...views].some((text) => text.includes(secret)));
  expect(leaks).toEqual([]);
  // What names a record stays readable, and so does what is no secret.
  expect(files.join("")).toContain('"call_id":"call-1"');
  expect(files.join("")).toContain("It was asked for.");
});

test("ordinary words, paths, numbers and ids stay", async () => {
  const { log, directory } = await openLog();
  const text =
    "Read packages/plugin-audit/src/redact/high-entropy.ts; the token count is 5; a basic understanding; " +
    "run 0b54e5c1-8c2f-4c9e-9d5b-2f1d3a4b5c6d; createJsonLinesAuditLogger; max_tokens: 800; 2026-11-22T04:12:00Z";
  await log.logToolAttempt({ ...ATTEMPT, toolInput: { text, max_tokens: 5, token: null } });
  await log.close();
  const { output } = await runCommand(directory, ["export"], { event: "tool_attempt" });
  expect(JSON.parse(output)).toMatchObject({ tool_input: { text, max_tokens: 5, token: null } });
});
