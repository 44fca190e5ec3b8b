import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diceConfigDir, ROLL } from "./dice.ts";
import { asky, startAsky, temporaryFolder } from "./run-asky.ts";

const ALLOW = '[[rule]]\nname = "all"\ntools = ["dice:*", "Read", "Now"]\naction = "allow"\n';

describe("asky ask", () => {
  test("answers on standard output and shows tools on standard error", () => {
    const { code, stdout, stderr } = asky(["ask", "What time is it in Tokyo?"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\dT.*Asia\/Tokyo\)\n\n\(offline: [^\n]+\)\n$/);
    expect(stderr).toBe('· Now time_zone="Asia/Tokyo"\n');
  });

  test("takes the question from standard input", () => {
    const piped = { input: "What time is it in Tokyo?\n" };
    expect(asky(["ask"], piped).stdout).toContain("Asia/Tokyo");
    expect(asky(["ask", "-"], piped).stdout).toContain("Asia/Tokyo");
  });

  test("joins the words of a question that is not quoted", () => {
    expect(asky(["ask", "What", "time", "is", "it", "in", "Tokyo?"]).stdout).toContain("Asia/Tokyo");
  });

  test("prints the result of the turn as one document with --json", () => {
    const { code, stdout } = asky(["ask", "--json", "What time is it in Tokyo?"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      text: expect.stringContaining("Asia/Tokyo"),
      turnId: expect.any(String),
      sessionId: expect.any(String),
      model: "offline",
      stopReason: "answered",
      outputTokens: expect.any(Number),
      durationMs: expect.any(Number),
      toolCalls: [expect.objectContaining({ name: "Now", status: "done", origin: "host" })],
    });
  });

  test("keeps what plugins print out of the answer", () => {
    const { code, stdout, stderr } = asky(["ask", "--json", ROLL], {
      configDir: diceConfigDir({ "policies/all.toml": ALLOW }),
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      toolCalls: [{ name: "roll_dice", status: "done", args: { sides: 12 } }],
    });
    expect(stderr).toContain("dice is awake");
  });

  test("denies what the policy asks about when nobody can be asked, and shows the reason", () => {
    const configDir = diceConfigDir();
    const { stdout, stderr } = asky(["ask", "--json", ROLL], { configDir });
    const { toolCalls } = JSON.parse(stdout) as { toolCalls: { status: string; reason: string }[] };
    expect(toolCalls[0]?.status).toBe("denied");
    expect(stderr).toContain(`roll_dice: denied: ${toolCalls[0]?.reason.slice(0, 40)}`);
  });

  test("runs no plugin of the roster in safe mode", () => {
    const { stderr } = asky(["--safe-mode", "ask", ROLL], { configDir: diceConfigDir() });
    expect(stderr).not.toContain("dice is awake");
    expect(stderr).not.toContain("roll_dice");
  });

  test("goes on with a session that is named, and refuses one that is not there", () => {
    const configDir = temporaryFolder();
    const first = JSON.parse(asky(["ask", "--json", "What time is it in Tokyo?"], { configDir }).stdout) as {
      sessionId: string;
    };
    const second = JSON.parse(
      asky(["ask", "--json", "--session", "last", "And in Oslo?"], { configDir }).stdout,
    ) as {
      sessionId: string;
    };
    expect(second.sessionId).toBe(first.sessionId);
    const third = asky(["ask", "--session", "nothing", "Hi"], { configDir });
    expect(third.code).toBe(3);
    expect(third.stderr).toContain('There is no session "nothing".');
  });

  test("looks where it is told to", () => {
    const directory = temporaryFolder({ "only-here.md": "The password of the cellar is swordfish.\n" });
    const { stdout } = asky(["ask", "--directory", directory, 'Read the file "only-here.md"']);
    expect(stdout).toContain("swordfish");
  });

  test("refuses a model that there is not", () => {
    const { code, stdout, stderr } = asky(["ask", "--model", "opnai/gpt", "Hi"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("CLI_MODEL");
    expect(asky(["ask", "--model", "offline", "What time is it in Tokyo?"]).code).toBe(0);
  });

  test("says why there is no answer and ends with a failure when the model fails", () => {
    const configDir = temporaryFolder({
      "config.toml":
        '[model]\nprovider = "openai"\nname = "m"\nbase_url = "http://127.0.0.1:9/v1"\nmax_retries = 0\n',
    });
    const { code, stdout, stderr } = asky(["ask", "Hi"], { configDir });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("There is no answer.");
  });

  test("ends with a conflict when the session cannot be had", () => {
    const configDir = temporaryFolder({ sessions: "no folder" });
    const { code, stdout, stderr } = asky(["ask", "--json", "Hi"], { configDir });
    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ stopReason: "error", errorCode: "SESSION_UNAVAILABLE" });
    expect(stderr).toContain("SESSION_UNAVAILABLE");
    expect(asky(["ask", "Hi"], { configDir }).stderr).toContain("The message was not taken.");
  });

  test("keeps who changed what, for the owner's eyes only", () => {
    const configDir = diceConfigDir({ "policies/all.toml": ALLOW, "answer.md": "Changed." });
    const { stdout } = asky(["ask", "--json", ROLL], { configDir });
    const { turnId, text } = JSON.parse(stdout) as { turnId: string; text: string };
    expect(text).toBe("Changed.");
    const [run = ""] = readdirSync(join(configDir, "runs")).filter((name) => name.includes(turnId));
    expect(readFileSync(join(configDir, "runs", run), "utf8")).toContain('"dice"');
    expect(statSync(join(configDir, "runs")).mode & 0o077).toBe(0);
  });
});

describe("a process that is told to end", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("by %s interrupts the turn, keeps the session, and ends with %i", async (signal, exitCode) => {
    const configDir = diceConfigDir({ "policies/all.toml": ALLOW, slow: "" });
    const running = startAsky(["ask", "--json", ROLL], { configDir });
    await running.until("roll_dice sides=12");
    running.kill(signal);
    const { code, stdout } = await running.ended;
    expect(code).toBe(exitCode);
    expect(JSON.parse(stdout)).toMatchObject({
      stopReason: "interrupted",
      toolCalls: [{ status: "interrupted" }],
    });
    const { sessions } = JSON.parse(asky(["session", "list", "--json"], { configDir }).stdout) as {
      sessions: { turnCount: number }[];
    };
    expect(sessions).toMatchObject([{ turnCount: 1 }]);
  });

  test("is gone at once by a second signal", async () => {
    const configDir = diceConfigDir({ "policies/all.toml": ALLOW, slow: "" });
    const running = startAsky(["ask", ROLL], { configDir });
    await running.until("roll_dice");
    running.kill("SIGINT");
    running.kill("SIGTERM");
    expect([130, 143]).toContain((await running.ended).code);
  });

  test("by a reader that leaves ends without a word", async () => {
    const running = startAsky(["ask", "What time is it in Tokyo?"]);
    running.closeStdout();
    const { code, stderr } = await running.ended;
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|Error|at /);
  });

  test("loses nothing that it has written to a pipe", () => {
    const directory = temporaryFolder({ "long.txt": `${"x".repeat(120)}\n`.repeat(1500) });
    const { stdout } = asky(["ask", "--json", "--directory", directory, 'Read the file "long.txt"']);
    expect(stdout.length).toBeGreaterThan(65_536);
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
  });
});

test("a config dir is made with the first question, and only what is needed", () => {
  const configDir = join(temporaryFolder(), "new");
  expect(asky(["ask", "What time is it in Tokyo?"], { configDir }).code).toBe(0);
  expect(existsSync(join(configDir, "plugins.toml"))).toBe(false);
  expect(statSync(join(configDir, "sessions")).mode & 0o077).toBe(0);
});
