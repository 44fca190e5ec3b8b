// @ts-check
import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { readAuditLog } from "../audit-log.mjs";
import { expect } from "../fault.mjs";
import { tellTurn } from "./tell-turn.mjs";

/**
 * Asks for a file outside the sandbox, and shows what comes of it.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("../host-process.mjs").HostProcess} host
 * @param {string} home
 * @param {string} configDir
 * @param {string} folder the sandbox
 * @returns {Promise<{ turn: import("../record.mjs").RecordedTurn, audit: import("../audit-log.mjs").AuditLine }>}
 */
export async function leaveSandbox(tell, host, home, configDir, folder) {
  const secret = randomUUID();
  const file = join(home, "outside", "notes.txt");
  await writeFile(file, `The secret is ${secret}.\n`);
  const directory = await sandboxFor(file, folder, home);
  if (directory !== folder)
    tell.say(`For this question the sandbox is ${directory}, since ${folder} holds the temporary folder.`);

  const message = { text: `Read ${file}`, sessionId: "outside", directory };
  const { result, trace } = await tellTurn(tell, host, configDir, message);
  const [call] = result.toolCalls;
  expect(
    call?.status === "denied",
    `The read of a file outside the sandbox was ${call?.status}, not denied.`,
  );
  expect(
    !JSON.stringify([result, trace]).includes(secret),
    "What stands in the file came out although the read was denied.",
  );
  const ran = trace.some((entry) => entry.kind === "hook" && entry.point === "post_tool_execute");
  expect(!ran, "A denied tool seems to have run: post_tool_execute was called.");

  const audit = (await readAuditLog(configDir)).at(-1);
  const { event, tool_name: tool, risk_level: risk } = audit?.entry ?? {};
  const isViolation = event === "security_violation" && tool === "Read" && risk === "high";
  expect(audit !== undefined && isViolation, `The audit log ends with something else: ${audit?.line}`);
  tell.say(
    `The gate emitted tool.denied; audit heard it, and wrote line ${audit.lineNumber} of ${audit.file}:`,
  );
  for (const line of breakLine(audit.line, tell.width - 2)) tell.say(`  ${tell.paint("yellow", line)}`);
  tell.checked("Read did not run, and the secret in the file is nowhere in the answer");
  return { turn: { title: "A read outside the sandbox", question: message.text, result, trace }, audit };
}

/** The folder itself, unless the file lies in it. @param {string} file @param {string} folder @param {string} home */
async function sandboxFor(file, folder, home) {
  const isInside = folder === sep || file.startsWith(folder + sep);
  if (!isInside) return folder;
  const narrow = join(home, "inside");
  await mkdir(narrow);
  return narrow;
}

/** Breaks a line between words where it can, and leaves out nothing. @param {string} line @param {number} width */
function breakLine(line, width) {
  /** @type {string[]} */
  const lines = [];
  for (let rest = line; rest !== ""; rest = rest.slice(lines.at(-1)?.length)) {
    const end =
      rest.length <= width
        ? width
        : Math.max(rest.lastIndexOf(" ", width - 1), rest.lastIndexOf(",", width - 1)) + 1;
    lines.push(rest.slice(0, end > width / 2 ? end : width));
  }
  return lines;
}
