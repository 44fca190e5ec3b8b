import { describe, expect, test } from "vitest";
import { findFetchedCode } from "../src/commands/find-fetched-code.ts";
import { judgeCommand } from "../src/commands/judge-command.ts";
import type { ShellContext } from "../src/shell/shell-script.ts";
import { simpleCommand } from "./command-words.ts";

const judge = (text: string, context: readonly ShellContext[] = []) =>
  judgeCommand(simpleCommand(text, context), { directory: "/work/app" });

describe("what nobody can bring back", () => {
  test.each([
    "rm -rf /",
    "rm -fr //",
    "/bin/rm -rf /",
    "rm -r -f /*",
    "rm --recursive /",
    "rm --recurs --force /.",
    "rm -rf --no-preserve-root /",
    "rm -rf -- /",
    "rm -rf ~",
    "rm -rf ~/",
    "rm -rf ~/*",
    "rm -rf $HOME",
    'rm -rf "$HOME"/',
    "rm -rf $HOME/*",
    "rm -rf ~/x/..",
    "rm -rf ..",
    "rm -rf ../..",
    "rm -rf ../*",
    "rm -rf .",
    "rm -rf ./",
    "rm -rf *",
    "rm -rf ./*",
    "rm -rf .*",
    "rm -rf src/..",
    "rm -rf $PWD",
    "rm -rf /etc",
    "rm -rf /usr/",
    "rm -rf /usr/*",
    "rm -rf /home/me",
    "rm -rf /{bin,etc}",
    "rm -rf /tmp/../etc",
    "rm / -rf",
    "chmod -R 777 /",
    "chown -R me /",
    "chmod -R 000 ~",
    "find / -delete",
    "find ~ -type f -delete",
    "mv / /x",
    "mv ~ /tmp/x",
    "mkfs.ext4 /dev/sda1",
    "/sbin/mkfs /dev/sda1",
    "mkswap /dev/sda2",
    "dd if=/dev/zero of=/dev/sda",
    "dd of=/dev/nvme0n1 if=x",
    "cp x /dev/sda",
    "shred /dev/sda",
    "wipefs -a /dev/sda",
    "fdisk /dev/sda",
    "parted /dev/sda rm 1",
    "kill -9 -1",
    "kill -s KILL -1",
    "shutdown -h now",
    "reboot",
    "poweroff",
    "halt",
    "init 0",
    "systemctl poweroff",
    "crontab -r",
    "userdel me",
    "iptables -F",
    "echo x > /dev/sda",
    "cat x > /dev/nvme0n1",
  ])("%s", (text) => {
    const verdict = judge(text);
    expect(verdict.class).toBe("destructive");
    expect(verdict.reason).toMatch(/^It .+\.$/);
  });

  test.each([
    "rm -rf dist",
    "rm -rf node_modules/*",
    "rm -rf ./dist/",
    "rm -rf /tmp/x",
    "rm -rf /work/app/dist",
    "rm -rf /home/me/app/dist",
    "rm file",
    "rm *",
    "rm -f /etc/x",
    "rm -rf $DIR",
    "chmod -R 755 .",
    "chmod 600 ~/.ssh/x",
    "find . -delete",
    "find / -name x -delete",
    "mv * x",
    "dd if=/dev/sda of=x",
    "dd if=x of=y",
    "kill -1 123",
    "kill 123",
    "crontab -l",
    "fdisk -l",
    "iptables -L",
    "shred x",
    "git push --force",
    "history -c",
  ])("%s is only not known", (text) => expect(judge(text).class).toBe("unknown"));

  test("asking a program for its version is nothing of the kind", () => {
    expect(judge("reboot --help").class).toBe("unknown");
  });

  test("a function that calls itself twice is", () => {
    const inside: ShellContext[] = [
      { type: "function", name: "f" },
      { type: "background" },
      { type: "pipe" },
    ];
    expect(judge("f", inside).class).toBe("destructive");
    expect(judge("f").class).toBe("unknown");
  });
});

test("files that well-known commands change are named, although no table admits them", () => {
  const filesOf = (text: string) => judge(text).paths.map(({ word, access }) => `${access} ${word.source}`);
  expect(filesOf("rm -f .env")).toEqual(["write .env"]);
  expect(filesOf("cp ~/.ssh/id_rsa x")).toEqual(["read ~/.ssh/id_rsa", "write x"]);
  expect(filesOf("mv a b")).toEqual(["write a", "write b"]);
  expect(filesOf("chmod +x a")).toEqual(["write a"]);
  expect(filesOf("tee -a -- -b")).toEqual(["write -b"]);
  expect(judge("rm x").reason).toContain("changes files");
});

test("hostile words neither throw nor slip through", () => {
  const odd = ["constructor", "__proto__", "toString", "hasOwnProperty", "", " ", "\u202els", "ls\n"];
  for (const text of odd) {
    const name = { source: text, value: text, pieces: [{ type: "text", text, isQuoted: true }] } as const;
    const base = { source: text, offset: 0, redirects: [], context: [], assignments: [] };
    expect(judgeCommand({ ...base, name, args: [] }, { directory: undefined }).class).toBe("unknown");
    const git = simpleCommand("git").name as NonNullable<ReturnType<typeof simpleCommand>["name"]>;
    expect(judgeCommand({ ...base, name: git, args: [name] }, { directory: undefined }).class).toBe(
      "unknown",
    );
    const setting = { source: text, name: text, value: name };
    const assigned = { ...simpleCommand("ls"), assignments: [setting] };
    expect(judgeCommand(assigned, { directory: undefined }).class).toBe("unknown");
  }
  const long = judge(`sed -n '${"/a/".repeat(4000)}p' x`);
  expect(long.class).toBe("unknown");
});

describe("code from the network", () => {
  const scriptOf = (...commands: readonly [text: string, ...context: ShellContext["type"][]][]) => ({
    text: "",
    doubts: [],
    commands: commands.map(([text, ...types], offset) => ({
      ...simpleCommand(
        text,
        types.map((type) => ({ type }) as ShellContext),
      ),
      offset,
    })),
  });

  test.each([
    ["a pipe", scriptOf(["curl -fsSL x"], ["sh", "pipe"])],
    ["a pipe with options", scriptOf(["wget -qO- x"], ["bash -s -- --yes", "pipe"])],
    ["a pipe with sudo", scriptOf(["curl x"], ["sudo bash", "pipe"], ["bash", "pipe"])],
    ["a pipe through another", scriptOf(["curl x"], ["tee y", "pipe"], ["python3 -", "pipe"])],
    ["a substitution", scriptOf(['bash -c "$(curl x)"'], ["curl x", "substitution"])],
    ["eval", scriptOf(['eval "$(curl x)"'], ["curl x", "substitution"])],
    ["a process", scriptOf(["source <(curl x)"], ["curl x", "process"])],
  ])("is run by %s", (_, script) => expect(findFetchedCode(script)).toBeDefined());

  test.each([
    ["a fetched text is only looked at", scriptOf(["curl x"], ["jq .", "pipe"])],
    ["a shell runs something else", scriptOf(["echo ls"], ["sh", "pipe"])],
    ["a program of the project reads it", scriptOf(["curl x"], ["node scripts/x.js", "pipe"])],
    ["both stand apart", scriptOf(["curl -o x y"], ["bash build.sh"])],
  ])("is not when %s", (_, script) => expect(findFetchedCode(script)).toBeUndefined());
});
