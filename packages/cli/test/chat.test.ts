import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { diceConfigDir, ROLL } from "./dice.ts";
import { asky, hasTerminal, startAsky, temporaryFolder } from "./run-asky.ts";

const ALLOW = '[[rule]]\nname = "all"\ntools = ["dice:*", "Read", "Now"]\naction = "allow"\n';
const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const PROMPT = "› ";
/** Keeps a chat from looking for models of this machine. */
const OFFLINE = '[model]\nprovider = "offline"\n';

describe("a chat through a pipe", () => {
  test("answers a message a line, in one session, without prompts", () => {
    const { code, stdout, stderr } = asky(["chat"], {
      input: "What time is it in Tokyo?\n\nWhat time is it in Oslo?\n/session\n",
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/Asia\/Tokyo[\s\S]*Europe\/Oslo[\s\S]*messages {2}2\n$/);
    expect(stdout).not.toContain(PROMPT);
    expect(stderr).toBe('· Now time_zone="Asia/Tokyo"\n· Now time_zone="Europe/Oslo"\n');
  });

  test("has commands", () => {
    const configDir = diceConfigDir({ "policies/all.toml": ALLOW, "answer.md": "Changed." });
    const { stdout, stderr, code } = asky(["chat"], {
      configDir,
      input: [
        ROLL,
        "/why",
        "/tools",
        "/plugins",
        "/mode edits",
        "/mode never",
        "/preload",
        "/export",
        "/ses",
        "/quit",
        "not read",
      ].join("\n"),
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/Who changed the conversation\n {2}dice \(post_llm_response\): .*Changed\./);
    expect(stdout).toMatch(/roll_dice +dice +Rolls a die/);
    expect(stdout).toMatch(/Read +host /);
    expect(stdout).toContain("dice   started  ");
    expect(stdout).toContain("edits: changes of files are approved");
    expect(stdout).toContain("None. [preload] sources");
    expect(stdout).toContain(`**You**\n\n> ${ROLL}`);
    expect(stderr).toContain('There is no mode "never"');
    expect(stderr).toContain('There is no command "/ses". Did you mean /session?');
    expect(stdout).not.toContain("not read");
  });

  test("lists its commands", () => {
    expect(asky(["chat"], { input: "/help\n" }).stdout).toMatchInlineSnapshot(`
      "/help                           This list
      /tools                          The tools that the model may ask for, and whose they are
      /plugins                        What has loaded, what has not, and why
      /session [NAME]                 Which session this is; with a name, renames it
      /new                            Ends this session and begins a new one
      /resume SESSION                 Goes on with another session: id, first letters of it, name, or "last"
      /mode [ask|edits|all]           How questions about tools are answered in this chat
      /preload                        The sources that are looked through before each turn
      /why                            Who changed what in the last turn, who denied, who was slow
      /export [json|markdown] [FILE]  This session as a document
      /quit                           Leaves; so does Ctrl-D
      "
    `);
  });

  test("begins new sessions and goes back to old ones", () => {
    const { stdout, stderr } = asky(["chat"], {
      input:
        "What time is it in Tokyo?\n/session first\n/new\nWhat time is it in Oslo?\n/resume first\n/session\n/resume nothing\n",
    });
    expect(stdout).toMatch(/name +first\n[\s\S]*name +first\n/);
    expect(stderr).toContain("This is first, with 1 messages so far.");
    expect(stderr).toContain('There is no session "nothing".');
  });

  test("ends with what its last turn came to", () => {
    const configDir = temporaryFolder({
      "config.toml":
        '[model]\nprovider = "openai"\nname = "m"\nbase_url = "http://127.0.0.1:9/v1"\nmax_retries = 0\n',
    });
    expect(asky(["chat"], { configDir, input: "Hi\n" }).code).toBe(1);
  });
});

describe.skipIf(!hasTerminal)("a chat at a terminal", () => {
  test("styles Markdown, and shows what a terminal would obey", async () => {
    const markdown =
      "# Title\n\nSome **bold** and `code`, 2 ** 3 and a*b.\n\n- one\n* two\n\n```js\nconst a = 1;\n```\n> said\n\u001b[2JEnd";
    const configDir = diceConfigDir({ "config.toml": OFFLINE, "answer.md": markdown });
    const chat = startAsky(["chat"], { configDir, isTerminal: true });
    await chat.until(PROMPT);
    chat.send("Hello there\r");
    await chat.until("End");
    await chat.until(PROMPT);
    chat.send(CTRL_D);
    const { code, stdout } = await chat.ended;
    expect(code).toBe(0);
    for (const shown of [
      "\u001b[1m\u001b[4mTitle",
      "\u001b[1mbold\u001b[22m",
      "\u001b[36m`code`\u001b[39m",
      "2 ** 3 and a*b.",
      "• one",
      "• two",
      "\u001b[36mconst a = 1;",
      "│ ",
      "<U+001B>[2JEnd",
    ]) {
      expect(stdout).toContain(shown);
    }
  });

  test("keeps a history that only its owner can read, and calls it back", async () => {
    const configDir = temporaryFolder({ "config.toml": OFFLINE });
    const first = startAsky(["chat"], { configDir, isTerminal: true });
    await first.until(PROMPT);
    first.send("What time is it in Tokyo?\r");
    await first.until("(offline");
    await first.until(PROMPT);
    first.send(" a secret\r");
    await first.until(PROMPT);
    first.send("/quit\r");
    expect((await first.ended).code).toBe(0);
    const file = join(configDir, "chat-history");
    expect(readFileSync(file, "utf8")).toBe("What time is it in Tokyo?\n/quit\n");
    expect(statSync(file).mode & 0o077).toBe(0);

    const second = startAsky(["chat"], { configDir, isTerminal: true });
    await second.until(PROMPT);
    second.send("\u001b[A\u001b[A\r");
    await second.until("Asia/Tokyo");
    await second.until(PROMPT);
    second.send(CTRL_D);
    await second.ended;
  });

  test("interrupts a turn with Ctrl-C and goes on, and leaves with two", async () => {
    const configDir = diceConfigDir({ "config.toml": OFFLINE, "policies/all.toml": ALLOW, slow: "" });
    const chat = startAsky(["chat"], { configDir, isTerminal: true });
    await chat.until(PROMPT);
    chat.send(`${ROLL}\r`);
    await chat.until("roll_dice");
    chat.send(CTRL_C);
    await chat.until("Interrupted before there was an answer.");
    await chat.until(PROMPT);
    chat.send("What time is it in Tokyo?\r");
    await chat.until("(offline");
    await chat.until(PROMPT);
    chat.send("half a word");
    await chat.until("half a word");
    chat.send(CTRL_C);
    chat.send(CTRL_C);
    await chat.until("Press Ctrl-C again to leave.");
    chat.send(CTRL_C);
    expect((await chat.ended).code).toBe(130);
  });

  test("asks what the policy asks: once, for the session, no with a reason", async () => {
    const configDir = diceConfigDir({ "config.toml": OFFLINE });
    const chat = startAsky(["chat"], { configDir, isTerminal: true });
    const ask = async (answer: string): Promise<void> => {
      await chat.until(PROMPT);
      chat.send(`${ROLL}\r`);
      await chat.until("roll_dice of the plugin dice asks to run");
      await chat.until("Allow it?");
      chat.send(answer);
    };
    await ask("perhaps\r");
    await chat.until("Answer y, s or n.");
    await chat.until("Allow it?");
    chat.send("y\r");
    await chat.until("(offline");
    await ask("n\r");
    await chat.until("Why not?");
    chat.send("not on Sundays\r");
    await chat.until("said no: not on Sundays");
    await ask("s\r");
    await chat.until(PROMPT);
    chat.send(`${ROLL}\r`);
    await chat.until("roll_dice sides=12");
    await chat.until(PROMPT);
    chat.send(CTRL_D);
    const { stdout } = await chat.ended;
    expect(stdout.split("Allow it?")).toHaveLength(5);
  });

  test("a question of its own is asked at the terminal, too", async () => {
    const configDir = diceConfigDir({ "config.toml": OFFLINE });
    const chat = startAsky(["ask", ROLL], { configDir, isTerminal: true });
    await chat.until("Allow it?");
    chat.send("n\r");
    await chat.until("Why not?");
    chat.send("\r");
    await chat.until("said no: Denied at the terminal.");
    expect((await chat.ended).code).toBe(0);
  });

  test("offers a model of this machine when none is configured, and uses it when told so", async () => {
    const server = createServer((request, response) => {
      if (request.url === "/v1/models") {
        response.setHeader("content-type", "application/json").end('{"data":[{"id":"tiny"}]}');
        return;
      }
      response.setHeader("content-type", "text/event-stream");
      const chunk = { choices: [{ index: 0, delta: { content: "I am tiny." }, finish_reason: "stop" }] };
      response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const chat = startAsky(["chat"], { isTerminal: true, env: { OPENAI_BASE_URL: url } });
    await chat.until("has the model tiny.");
    await chat.until("[Y/n] ");
    chat.send("\r");
    await chat.until(`base_url = "${url}"`);
    await chat.until(PROMPT);
    chat.send("Who are you?\r");
    await chat.until("I am tiny.");
    await chat.until(PROMPT);
    chat.send(CTRL_D);
    expect((await chat.ended).code).toBe(0);
  });
});

describe.skipIf(!hasTerminal)("a question that is longer than the screen", () => {
  test.each([
    ["a no on the way", "n\r", "Denied at the terminal before the end was read."],
    ["the end of the input", CTRL_D, "The question was not answered."],
  ])("is denied by %s", async (_, key, reason) => {
    const configDir = diceConfigDir({ "config.toml": OFFLINE });
    const running = startAsky(["ask", ROLL], { configDir, isTerminal: true, rows: 6 });
    await running.until("page 1 of 2");
    running.send(key);
    await running.until(reason);
    const { stdout } = await running.ended;
    expect(stdout).not.toContain("Allow it?");
  });

  test("can be approved when it was shown to its end", async () => {
    const configDir = diceConfigDir({ "config.toml": OFFLINE });
    const running = startAsky(["ask", ROLL], { configDir, isTerminal: true, rows: 6 });
    await running.until("page 1 of 2");
    running.send("\r");
    await running.until("why  ");
    await running.until("Allow it?");
    running.send("y\r");
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(stdout).not.toContain("denied");
  });
});
