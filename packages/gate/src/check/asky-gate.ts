#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { describeError } from "../describe-error.ts";
import { DEFAULT_POLICY, DEFAULT_POLICY_FILE } from "../policy/default-policy.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import type { Policy } from "../policy/policy.ts";
import { readPolicies } from "../policy/read-policies.ts";
import { checkEntry } from "./check-calls.ts";
import { HELP, type Request, readCommandLine } from "./command-line.ts";
import { explainCommand } from "./explain-command.ts";
import { formatVerdict } from "./format-verdict.ts";
import { verdictToJson } from "./verdict-to-json.ts";

const JUDGED = 0;
const NOT_ALL_JUDGED = 1;
const MISUSED = 2;

/** A reader that wants no more, as in `asky-gate check calls.json | head`, is no failure. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

process.exitCode = await run(process.argv.slice(2));

async function run(words: readonly string[]): Promise<number> {
  const request = readCommandLine(words, process.cwd());
  if ("fault" in request) return complain(request.fault, request.hint);
  switch (request.verb) {
    case "help":
      return print(HELP);
    case "version":
      return print(`${await ownVersion()}\n`);
    case "policy":
      return print(DEFAULT_POLICY);
    case "check":
      return check(request);
    case "explain":
      return explain(request);
  }
}

async function check({ file, policyDir }: Extract<Request, { verb: "check" }>): Promise<number> {
  const entries = await readEntries(file);
  if (typeof entries === "string")
    return complain(entries, "Pass a JSON list of { id, tool, input, cwd, allowed_dirs }.");
  const { policy, code } = await choosePolicy(policyDir);
  let worst = code;
  for (const entry of entries) {
    const { checked, isEntry } = await checkEntry(entry, { policy });
    if (!isEntry) worst = NOT_ALL_JUDGED;
    print(`${JSON.stringify(checked)}\n`);
  }
  return worst;
}

async function explain(request: Extract<Request, { verb: "explain" }>): Promise<number> {
  const { command, cwd, allowedDirs, policyDir, asJson } = request;
  const { policy, code } = await choosePolicy(policyDir);
  const verdict = await explainCommand(command, { cwd, allowedDirs, policy });
  const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
  print(
    asJson
      ? `${JSON.stringify(verdictToJson(command, cwd, verdict), null, 2)}\n`
      : formatVerdict(command, verdict, { color }),
  );
  return code;
}

async function readEntries(file: string): Promise<readonly unknown[] | string> {
  const name = file === "-" ? "Standard input" : JSON.stringify(file);
  try {
    const value: unknown = JSON.parse(await (file === "-" ? text(process.stdin) : readFile(file, "utf8")));
    return Array.isArray(value) ? value : `${name} holds no list.`;
  } catch (error) {
    return `${name} cannot be read as JSON: ${describeError(error)}.`;
  }
}

async function choosePolicy(
  dir: string | undefined,
): Promise<{ readonly policy: Policy; readonly code: number }> {
  const { policy, problems } =
    dir === undefined ? parsePolicy(DEFAULT_POLICY, DEFAULT_POLICY_FILE) : await readPolicies(dir);
  for (const { message, hint } of problems) process.stderr.write(`asky-gate: ${message} ${hint}\n`);
  return { policy, code: problems.length > 0 ? NOT_ALL_JUDGED : JUDGED };
}

function print(output: string): number {
  process.stdout.write(output);
  return JUDGED;
}

function complain(fault: string, hint: string): number {
  process.stderr.write(`asky-gate: ${fault} ${hint}\n`);
  return MISUSED;
}

async function ownVersion(): Promise<string> {
  const file = new URL("../package.json", import.meta.url);
  const { version } = JSON.parse(await readFile(file, "utf8")) as { readonly version: string };
  return version;
}
