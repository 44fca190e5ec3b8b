import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLedger, type InvocationRecord } from "@asky/manager";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "asky-ledger-"));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const turn = { id: "t1", sessionId: "s1", chatId: "c1", userId: "u1" };

function call(facts: Partial<InvocationRecord>): InvocationRecord {
  return {
    ...{ plugin: "notes", point: "pre_tool_execute", callback: "onTool", turn },
    ...{ startedAt: 0, durationMs: 1, outcome: "ok", ...facts },
  };
}

/** Everything that the ledger has written, as it stands in its files. */
async function written(): Promise<string> {
  const files = await readdir(directory);
  return (await Promise.all(files.map((file) => readFile(join(directory, file), "utf8")))).join("");
}

/** Letters and digits that look drawn by lot. Made here, so that no file holds what looks like a real secret. */
function noise(length: number, alphabet = "Qx7vK2mZp9Lw4Rt8Bn3Yc6Hd5Jf"): string {
  return Array.from({ length }, (_, index) => alphabet[(index * 7 + length) % alphabet.length]).join("");
}

const pem = ["-----BEGIN RSA PRIVATE KEY-----", noise(64), noise(64), "-----END RSA PRIVATE KEY-----"].join(
  "\n",
);
const json = (name: string, value: string) => JSON.stringify({ [name]: value });

/** By their looks alone, wherever they stand: the text, and the part of it that nobody may read. */
const FORMATS: readonly (readonly [kind: string, text: string, secret: string])[] = [
  ["an OpenAI key", `sk-${noise(40)}`, noise(40)],
  ["an OpenAI project key", `sk-proj-${noise(60)}`, noise(60)],
  ["an Anthropic key", `sk-ant-api03-${noise(50)}`, noise(50)],
  ["a GitHub token", `ghp_${noise(36)}`, noise(36)],
  ["a GitHub app token", `ghs_${noise(36)}`, noise(36)],
  ["a fine-grained GitHub token", `github_pat_${noise(22)}_${noise(59)}`, noise(59)],
  ["a GitLab token", `glpat-${noise(20)}`, noise(20)],
  ["a Slack bot token", `xoxb-1234567890-${noise(24)}`, noise(24)],
  ["a Slack user token", `xoxp-1234567890-${noise(32)}`, noise(32)],
  ["an AWS key id", `AKIA${noise(16, "QXKZPLWRTBNYCHD7")}`, noise(16, "QXKZPLWRTBNYCHD7")],
  ["a Google API key", `AIza${noise(35)}`, noise(35)],
  ["a Stripe key", `sk_live_${noise(24)}`, noise(24)],
  ["an npm token", `npm_${noise(36)}`, noise(36)],
  ["a Hugging Face token", `hf_${noise(34)}`, noise(34)],
  ["a JSON Web Token", `eyJ${noise(20)}.eyJ${noise(30)}.${noise(43)}`, noise(30)],
  ["a PEM key", pem, noise(64)],
  ["a PEM key in JSON", JSON.stringify(pem), noise(64)],
  ["a PEM key without its end", pem.slice(0, 110), noise(64)],
  ["a bearer", `Bearer ${noise(20)}`, noise(20)],
  ["basic credentials", `basic ${noise(24)}==`, noise(24)],
  ["a URL with a password", `postgres://app:${noise(12)}@db.example:5432/x`, noise(12)],
  ["a URL whose password has an @", `https://me:p@ss${noise(12)}@example.com/`, noise(12)],
  ["a curl command", `curl -u admin:${noise(10)} https://example.com`, noise(10)],
];

/** Behind a name. */
const NAMED: readonly (readonly [kind: string, text: string, secret: string])[] = [
  ["a variable", `PASSWORD=${noise(9)}`, noise(9)],
  ["an environment file", `AWS_SECRET_ACCESS_KEY=${noise(40)}\nHOME=/root`, noise(40)],
  ["YAML", `db:\n  password: ${noise(9)}\n`, noise(9)],
  ["JSON", json("api_key", noise(11)), noise(11)],
  ["JSON in JSON", JSON.stringify(json("clientSecret", noise(11))), noise(11)],
  ["a quoted value of words", `password = "correct ${noise(9)} staple"`, noise(9)],
  ["a header", `Authorization: Custom a=1, b=${noise(12)}`, noise(12)],
  ["a cookie", `Set-Cookie: theme=dark; session=${noise(16)}; Path=/`, noise(16)],
  ["an option", `deploy --token ${noise(9)} --force`, noise(9)],
  ["an option with =", `deploy --api-key=${noise(9)}`, noise(9)],
  ["a query", `https://example.com/x?access_token=${noise(13)}&y=1`, noise(13)],
  ["prose", `The API key: ${noise(13)}`, noise(13)],
  ["TypeScript", `const privateKey = '${noise(13)}';`, noise(13)],
];

describe.each([...FORMATS, ...NAMED])("the secret in %s", (_kind, text, secret) => {
  test("is in no file, wherever it stood", async () => {
    const ledger = createLedger({ directory });
    const padding = "Some words before it. ".repeat(8);
    const places: unknown[] = [
      text,
      `${padding}${text}`,
      `${padding}${text}\n${padding}`,
      { deep: [{ er: `see ${text}` }] },
      { arguments: JSON.stringify({ command: text }) },
      // Where texts are cut.
      `${"x ".repeat(1024 - Math.min(400, text.length >> 2))}\n${text}`,
      `${"x ".repeat(1020)}\n${text}`,
    ];
    for (const place of places) {
      ledger.record(call({ before: { args: {} }, after: { args: { note: place } } }));
      ledger.record(call({ before: { args: { note: place } }, after: { args: {} } }));
      ledger.record(call({ before: { note: place }, after: { note: "gone" } }));
      ledger.note({ event: "probe", turn, detail: place });
    }
    // A change within or next to it.
    const half = text.length >> 1;
    const changes = [
      [padding, `${padding}\n${text}`],
      [`${padding}\n${text}`, padding],
      [`${padding}\n${text.slice(0, half)}`, `${padding}\n${text}`],
      [`${padding}\n${text} ${padding}`, `${padding}\n${text}\n${padding}`],
      [`${padding}\n${text}\n${padding}`, `${padding}\n${noise(5)}\n${padding}`],
    ];
    for (const [before, after] of changes) {
      ledger.record(call({ point: "system_prompt_extend", before, after }));
      ledger.record(call({ before: { messages: [before] }, after: { messages: [after] } }));
    }
    ledger.record(call({ outcome: "failed", error: new Error(text) }));
    ledger.record(call({ outcome: "failed", error: new Error("x", { cause: `because of ${text}` }) }));
    ledger.record(call({ outcome: "failed", error: `${"y ".repeat(240)}${text}` }));
    ledger.record(call({ callback: text.slice(0, 80), call: { id: text, toolName: text } }));
    ledger.record(call({ turn: { ...turn, id: text } }));
    ledger.record(call({ turn: { ...turn, sessionId: text } }));
    ledger.note({ event: "tool_denied", turn, by: "policy", reason: text });
    await ledger.close();
    const all = await written();
    expect(all).toContain("[redacted]");
    expect(all).not.toContain(secret);
    expect((await readdir(directory)).join()).not.toContain(secret);
  });
});

describe("a value under a secret's name", () => {
  const names = [
    ...[
      "password",
      "Passwd",
      "user_password",
      "dbPassword",
      "PWD",
      "passphrase",
      "secret",
      "client_secret",
      "token",
    ],
    ...[
      "accessToken",
      "access_token",
      "x-auth-token",
      "api_key",
      "apiKey",
      "X-API-Key",
      "APIKEY",
      "privateKey",
    ],
    ...[
      "Authorization",
      "Proxy-Authorization",
      "cookie",
      "Set-Cookie",
      "credentials",
      "aws_secret_access_key",
    ],
    ...["ssh_key", "signingKey", "jwt", "otp", "auth", "GITHUB_TOKEN"],
  ];

  test.each(names)("%s is in no file", async (name) => {
    const ledger = createLedger({ directory });
    const secret = "plain-hunter2";
    for (const value of [secret, { nested: [secret] }, [secret], 20261]) {
      ledger.record(call({ before: { args: {} }, after: { args: { [name]: value } } }));
      ledger.record(
        call({ before: { args: { [name]: value } }, after: { args: { [name]: "other-hunter2" } } }),
      );
      ledger.note({ event: "probe", turn, detail: { list: [{ [name]: value }] } });
    }
    ledger.note({
      event: "probe",
      turn,
      detail: [[name, secret], { name, value: secret }, { key: name, value: secret }],
    });
    const [before, after] = ["one", "two"].map((end) => ({
      args: { [name]: `${"long ".repeat(20)}hunter2 ${end}` },
    }));
    ledger.record(call({ before, after }));
    ledger.note({ event: "probe", turn, detail: { command: ["deploy", `--${name}`, secret] } });
    ledger.note({ event: "probe", turn, detail: `{"${name}": "${secret}"}` });
    await ledger.close();
    const all = await written();
    expect(all).toContain("[redacted]");
    expect(all).not.toMatch(/hunter2|20261|two/);
  });
});

test("a message that was cut shows no half of a secret", async () => {
  const ledger = createLedger({ directory });
  const url = `postgres://app:${noise(40)}@db.example/x`;
  ledger.record(call({ outcome: "failed", error: new Error(`${"y ".repeat(235)}${url}`) }));
  await ledger.close();
  expect(await written()).toContain("y y …");
  expect(await written()).not.toContain(noise(40).slice(0, 6));
});

test("counts what it has taken out", async () => {
  const ledger = createLedger({ directory });
  ledger.note({
    event: "probe",
    turn,
    detail: { password: "a", text: `Bearer ${noise(20)}, sk-${noise(30)}` },
  });
  await ledger.close();
  expect(JSON.parse(await written())).toMatchObject({
    redacted: 3,
    detail: { password: "[redacted]", text: "Bearer [redacted], [redacted]" },
  });
});

describe("what is no secret", () => {
  test.each([
    "Max tokens: 4096, token_count: 12, prompt_tokens=7",
    "A basic understanding of bearer plants, and a token of thanks",
    "password: true, secret = null, token: undefined",
    "See https://example.com:8080/a@b?page=2 and git@example.com:x/y.git",
    "c0ffee8d4b1a5e1c9f3e2d7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c",
    "8f14e45f-ceea-467f-a9b4-0d5f3c2a1b7e",
    "The author keyed in a monkey; the keyboard has 104 keys.",
    "The task-force ask-questions sk-short risk-management-framework-of-2026",
    "import { tokenize } from './tokenizer.ts'; const key = keys[0];",
    "The secret of good tea is patience; the password policy has changed.",
    "user: alice, session_id: s-1, sessionId: s-2",
  ])("stays as it is: %s", async (text) => {
    const ledger = createLedger({ directory });
    ledger.note({ event: "probe", turn, detail: text });
    await ledger.close();
    expect(JSON.parse(await written())).toMatchObject({ detail: text });
    expect(await written()).not.toContain("redacted");
  });

  test("stays under names that only resemble a secret's", async () => {
    const ledger = createLedger({ directory });
    const detail = {
      ...{ max_tokens: 4096, totalTokens: 12, token_type: "bearer", tokenizer: "bpe", has_password: true },
      ...{
        author: "Ada",
        key: "value",
        keyboard: "de",
        primary_key: "id",
        session_id: "s1",
        secretary: "Bob",
      },
      ...{ password: null, name: "Reset the password", value: "by mail" },
    };
    ledger.note({ event: "probe", turn, detail });
    await ledger.close();
    expect(JSON.parse(await written()).detail).toEqual(detail);
  });
});

test("a text made to be slow to search is not", () => {
  const ledger = createLedger({ directory });
  const parts = [
    "eyJ-",
    "key-",
    "a.",
    "Bearer x.",
    "-----BEGIN PRIVATE KEY-----",
    "a://b:",
    'password="',
    "--token\\",
  ];
  // Its size is bounded by the ledger itself; what is asked here is that it ends at all.
  for (const part of parts) ledger.note({ event: "probe", detail: Array(40).fill(part.repeat(100_000)) });
  return ledger.close();
});

test("random texts around a secret never bring it to light", async () => {
  const ledger = createLedger({ directory, limits: { maxQueuedBytes: 1e9 } });
  const secret = `ghp_${noise(36)}`;
  const around = fc.array(
    fc.constantFrom(" ", "\n", "a", "ü", "🦉", '"', "\\", "=", ":", "key", "{", "x".repeat(3000)),
  );
  for (const [left, right, other] of fc.sample(fc.tuple(around, around, around), 300)) {
    const text = `${left.join("")} ${secret} ${right.join("")}`;
    ledger.record(
      call({ point: "system_prompt_extend", before: text, after: `${other.join("")} ${secret}` }),
    );
    ledger.record(call({ before: { text: other.join("") }, after: { text } }));
  }
  await ledger.close();
  expect(await written()).not.toContain(noise(36));
});
