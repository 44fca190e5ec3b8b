import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const command = fileURLToPath(new URL("../../packages/cli/dist/asky.js", import.meta.url));

/** What a person has: an empty folder for the configuration, and a project with one file. */
function openDesk() {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "asky-e2e-")));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const [configDir, project] = [join(home, "config"), join(home, "project")];
  mkdirSync(project);
  writeFileSync(join(project, "harbour.txt"), "Ships arrive at dawn.\n");
  const { PATH } = process.env;
  const env = { PATH, HOME: home, TMPDIR: home, NODE_NO_WARNINGS: "1", ASKY_CONFIG_DIR: configDir };
  const asky = (words: readonly string[], input = "") => {
    const options = { cwd: project, env, input, encoding: "utf8", timeout: 30_000 } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words], options);
    return { code: status, stdout, stderr };
  };
  return { configDir, asky };
}

interface Listed {
  readonly id: string;
  readonly turnCount: number;
}

test("from an empty folder: init, ask, a chat, the list of sessions, and a chat that goes on", () => {
  const { configDir, asky } = openDesk();
  const sessions = () => {
    const { stdout } = asky(["session", "list", "--json"]);
    return (JSON.parse(stdout) as { sessions: readonly Listed[] }).sessions;
  };

  const init = asky(["init"]);
  expect(init).toMatchObject({ code: 0, stderr: "" });
  expect(readdirSync(configDir).sort()).toEqual(["config.toml", "plugins.toml", "policies"]);
  const again = asky(["init"]);
  expect(again.code).toBe(0);
  expect(again.stdout).not.toContain("created");

  const asked = asky(["ask", "Read harbour.txt"]);
  expect(asked.code).toBe(0);
  expect(asked.stdout).toContain("Ships arrive at dawn.");
  expect(asked.stderr).toContain("Read");

  const chat = asky(["chat"], "Which files are here?\nWhat time is it in Tokyo?\n");
  expect(chat.code).toBe(0);
  expect(chat.stdout).toMatch(/harbour\.txt[\s\S]*Asia\/Tokyo/);

  const [talk, question] = sessions();
  expect([talk?.turnCount, question?.turnCount]).toEqual([2, 1]);
  const id = talk?.id ?? "";

  const resumed = asky(["session", "resume", id.slice(0, 8)], "What time is it in Oslo?\n/session\n");
  expect(resumed.code).toBe(0);
  expect(resumed.stdout).toMatch(/Europe\/Oslo[\s\S]*messages {2}3\n$/);
  expect(sessions()).toMatchObject([{ id, turnCount: 3 }, { turnCount: 1 }]);

  const { stdout: kept } = asky(["session", "show", "last"]);
  for (const text of ["Which files are here?", "in Tokyo?", "in Oslo?"]) expect(kept).toContain(text);
  expect(asky(["session", "show", "nowhere"]).code).not.toBe(0);
}, 120_000);
