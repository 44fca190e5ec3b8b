import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { asky, type Outcome, temporaryFolder } from "./run-asky.ts";

interface Session {
  readonly id: string;
  readonly name: string;
}

function listOf(configDir: string): readonly Session[] {
  const { stdout } = asky(["session", "list", "--json"], { configDir });
  return (JSON.parse(stdout) as { sessions: readonly Session[] }).sessions;
}

function twoSessions(): {
  configDir: string;
  newer: string;
  older: string;
  run: (...words: string[]) => Outcome;
} {
  const configDir = temporaryFolder();
  asky(["ask", "What time is it in Tokyo?"], { configDir });
  asky(["ask", "What time is it in Oslo?"], { configDir });
  const [newer, older] = listOf(configDir);
  const run = (...words: string[]): Outcome => asky(["session", ...words], { configDir });
  return { configDir, newer: newer?.id ?? "", older: older?.id ?? "", run };
}

describe("asky session", () => {
  test("lists the newest first, and nothing where there is none", () => {
    const { newer, older, run } = twoSessions();
    const { code, stdout } = run("list");
    expect(code).toBe(0);
    const row = "  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  1 message  closed  ask\n";
    expect(stdout).toMatch(new RegExp(`^${newer}${row}${older}${row}$`));
    expect(run("list", "--limit", "1").stdout.split("\n")).toHaveLength(2);
    const empty = asky(["session", "list"]);
    expect({ code: empty.code, stdout: empty.stdout }).toEqual({ code: 0, stdout: "" });
    expect(empty.stderr).toContain("There are no sessions");
  });

  test("shows, renames and finds by id, first letters, name and last", () => {
    const { newer, older, run } = twoSessions();
    expect(run("show", older.slice(0, 8)).stdout).toContain("What time is it in Tokyo?");
    expect(run("rename", "last", "Time", "in", "Oslo").stderr).toBe(
      `Renamed: ${newer} is now "Time in Oslo".\n`,
    );
    expect(run("show", "Time in Oslo").stdout).toContain("# Time in Oslo\n");
    expect(JSON.parse(run("show", "--json", older).stdout)).toMatchObject({
      schemaVersion: 1,
      info: { id: older },
    });
    expect(run("rename", older, "Time in Oslo").code).toBe(0);
    const both = run("show", "Time in Oslo");
    expect(both.code).toBe(5);
    expect(both.stderr).toContain('"Time in Oslo" means 2 sessions');
  });

  test("searches, and ends with its own code when nothing is found", () => {
    const { older, run } = twoSessions();
    expect(run("search", "Tokyo").stdout).toContain(older);
    expect(JSON.parse(run("search", "Tokyo", "--json").stdout)).toMatchObject({
      hits: [{ session: { id: older } }],
    });
    expect(run("search", "aardvark")).toMatchObject({ code: 3, stdout: "" });
  });

  test("exports to standard output or a new file, and overwrites none", () => {
    const { configDir, newer, run } = twoSessions();
    const file = join(configDir, "session.md");
    expect(run("export", newer, "--output", file).code).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(run("export", newer).stdout);
    expect(statSync(file).mode & 0o077).toBe(0);
    const again = run("export", newer, "--output", file, "--format", "json");
    expect(again.code).toBe(5);
    expect(again.stderr).toContain("CLI_EXISTS");
    expect(JSON.parse(run("export", newer, "--format", "json").stdout)).toMatchObject({
      info: { id: newer },
    });
    expect(run("export", newer, "--format", "pdf").code).toBe(2);
    expect(run("export", newer, "--output", join(configDir, "no", "folder")).code).toBe(1);
  });

  test("deletes for good, and only when somebody has confirmed it", () => {
    const { configDir, newer, older, run } = twoSessions();
    const refused = run("delete", newer);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("Add --force.");
    expect(run("delete", "--force", newer, "nothing").code).toBe(3);
    expect(listOf(configDir)).toHaveLength(2);
    expect(JSON.parse(run("delete", "--force", "--json", newer, newer.slice(0, 8)).stdout)).toEqual({
      schemaVersion: 1,
      deleted: [newer],
    });
    expect(listOf(configDir).map(({ id }) => id)).toEqual([older]);
    expect(existsSync(join(configDir, "sessions", `${newer}.jsonl`))).toBe(false);
  });

  test("resumes a conversation, a message a line", () => {
    const { configDir, older } = twoSessions();
    const { code, stdout } = asky(["session", "resume", older], {
      configDir,
      input: "And in Lima?\n/session\n",
    });
    expect(code).toBe(0);
    expect(stdout).toContain(`id        ${older}`);
    expect(stdout).toContain("messages  2");
  });

  test("says that there is none yet", () => {
    expect(asky(["session", "show", "last"])).toMatchObject({ code: 3, stdout: "" });
  });
});
