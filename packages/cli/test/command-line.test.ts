import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { asky, installPlugin, temporaryFolder } from "./run-asky.ts";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};

describe("a command line", () => {
  test("without a command prints help on standard output", () => {
    const { code, stdout, stderr } = asky([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.replace(/plugin-audit@[\d.]+/, "plugin-audit@VERSION")).toMatchInlineSnapshot(`
      "Usage: asky [options] [command]

      Asks language models, with plugins and tools under your control.

      Options:
        -V, --version                      print the version
        --config-dir <dir>                 where configuration, plugins and sessions
                                           stand
        --safe-mode                        start without the plugins of plugins.toml
        --json                             print one JSON document
        --no-color                         print no colours, as NO_COLOR=1 does
        --verbose                          say more on standard error
        -h, --help                         print help

      Commands:
        ask [options] [question...]        answer one question
        chat [options]                     talk, with tools, approvals and commands
        session                            look after conversations
        daemon                             the servers of plugins, one daemon for each
                                           config dir
        gate                               what the gate would decide, without running
                                           anything
        init [options]                     make a config dir with commented files;
                                           what is there stays
        help [topic...]                    say more of a command, or of exit-codes

      Commands of plugins:
        audit [options] <action> [record]  Look at the audit log, and check that
                                           nobody has touched it. (audit,
                                           @asky/plugin-audit@VERSION)

      "asky help COMMAND" says more; "asky help exit-codes" lists what asky ends with.
      "
    `);
  });

  test.each([["--version"], ["-V"], ["--version", "--verbose"]])("prints the version for %s", (...words) => {
    expect(asky(words)).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test.each([
    [["sesion", "list"], 'Unknown command "sesion".', 'Did you mean "session"?'],
    [["session", "lst"], 'Unknown command "lst".', 'Did you mean "list"?'],
    [["ask", "--sesion", "x", "hi"], 'Unknown option "--sesion".', 'Did you mean "--session"?'],
    [["session", "show"], 'Missing required argument "session".', "--help"],
    [["gate", "explain"], 'Missing required argument "command".', "--help"],
    [["help", "chart"], 'There is no command or topic "chart".', 'Did you mean "asky help chat"?'],
    [["--config-dir=", "session", "list"], '"--config-dir" names no folder.', "Write the folder behind it."],
    [["session", "list", "--limit", "many"], '"many" is no number of lines.', "--limit"],
    [["ask", ""], "The question is empty.", "asky ask --help"],
  ])("that is %j is refused with the next step", (words, message, hint) => {
    const { code, stdout, stderr } = asky(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });

  test("says what is wrong in one document with --json, wherever it stands", () => {
    const before = asky(["--json", "session", "show", "nothing"]);
    const after = asky(["session", "show", "nothing", "--json"]);
    expect(before).toEqual(after);
    expect(before.code).toBe(3);
    expect(before.stderr).toBe("");
    expect(JSON.parse(before.stdout)).toEqual({
      schemaVersion: 1,
      error: {
        code: "CLI_NOT_FOUND",
        message: 'There is no session "nothing".',
        hint: 'Run "asky session list" to see them; an id may be cut to its first letters.',
      },
    });
  });

  test("of a group without a verb shows its verbs and is refused", () => {
    const { code, stdout, stderr } = asky(["session"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    for (const verb of ["list", "show", "search", "rename", "delete", "export", "resume"]) {
      expect(stderr).toContain(`  ${verb}`);
    }
  });

  test("writes escapes of a misspelt word visibly", () => {
    const { stderr } = asky(["\u001b[31mred"]);
    expect(stderr).toContain("<U+001B>[31mred");
    expect(stderr).not.toContain("\u001b");
  });

  test("has colours when it is told so, and none when it is told that", () => {
    expect(asky(["sesion"], { env: { FORCE_COLOR: "1" } }).stderr).toContain("\u001b[31m");
    expect(asky(["sesion"], { env: { FORCE_COLOR: "1", NO_COLOR: "1" } }).stderr).not.toContain("\u001b");
    expect(asky(["sesion", "--no-color"], { env: { FORCE_COLOR: "1" } }).stderr).not.toContain("\u001b");
  });
});

describe("help", () => {
  test("prints the table of exit codes", () => {
    expect(asky(["help", "exit-codes"]).stdout).toMatchInlineSnapshot(`
      "0    ok            Done. Also when whoever read the output stopped reading.
      1    failure       It did not work: a model failed, a limit ended the turn, a file could not be written.
      2    usage         The command line is wrong; nothing was done.
      3    nothingFound  What was looked for is not there: no such session, no hit, no daemon that runs.
      4    invalid       A file was read and is not valid: configuration, policy, list of calls.
      5    conflict      Something is in the way: a file that is there, a name that means several, somebody else's session, a daemon that runs.
      129  hungUp        The terminal was closed (SIGHUP).
      130  interrupted   Interrupted (Ctrl-C, SIGINT).
      143  terminated    Terminated (SIGTERM).
      "
    `);
    const { exitCodes } = JSON.parse(asky(["help", "exit-codes", "--json"]).stdout) as {
      exitCodes: unknown[];
    };
    expect(exitCodes[2]).toEqual({
      code: 2,
      name: "usage",
      meaning: "The command line is wrong; nothing was done.",
    });
  });

  test.each([[["ask"]], [["chat"]], [["session", "export"]], [["gate", "explain"]], [["init"]]])(
    "of %j is the same with --help",
    (words) => {
      const { code, stdout } = asky(["help", ...words]);
      expect(code).toBe(0);
      expect(stdout).toContain(`Usage: asky ${words.join(" ")}`);
      expect(asky([...words, "--help"]).stdout).toBe(stdout);
    },
  );

  test("names the commands of plugins with their package, and loads no code of theirs", () => {
    const configDir = temporaryFolder({
      "plugins.toml": '[plugin.dice]\nenabled = true\nmodule = "asky-plugin-dice"\n',
    });
    installPlugin(configDir, "asky-plugin-dice", {
      "package.json": JSON.stringify({
        name: "asky-plugin-dice",
        version: "2.1.0",
        type: "module",
        exports: "./index.js",
        asky: {
          apiVersion: 1,
          plugins: {
            dice: {
              contract: "asky",
              export: ".",
              commands: [{ name: "dice", summary: "Rolls\u001b[2J dice", run: "./commands.js" }],
            },
          },
        },
      }),
      "index.js": 'throw new Error("loaded");',
      "commands.js": 'throw new Error("loaded");',
    });
    const { code, stdout, stderr } = asky(["--help"], { configDir });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("Commands of plugins:");
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "dice Rolls<U+001B>[2J dice (dice, asky-plugin-dice@2.1.0)",
    );
    expect(asky(["--safe-mode", "--help"], { configDir }).stdout).not.toContain("dice");
  });
});
