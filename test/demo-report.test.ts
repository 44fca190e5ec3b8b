import type { PluginReport } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import type { DemoRecord, RecordedTurn, TraceEntry } from "../scripts/demo/record.mjs";
import { type Markup, markup } from "../scripts/demo/report/markup.mjs";
import { reportPage } from "../scripts/demo/report/page.mjs";
import { duration, wrap } from "../scripts/demo/report/words.mjs";

function plugin(name: string, more: Partial<PluginReport> = {}): PluginReport {
  return {
    name,
    state: "started",
    contract: "asky",
    version: "1.0.0",
    dependencies: [],
    optionalDependencies: [],
    onFailure: "isolate",
    hooks: [],
    events: [],
    services: [],
    timings: {},
    problems: [],
    ...more,
  };
}

function event(order: number, name: string, data: object): TraceEntry {
  return { kind: "event", order, name, source: "host", beganAt: order * 10, data: { ...data } };
}

function turn(trace: readonly TraceEntry[], result: Partial<RecordedTurn["result"]> = {}): RecordedTurn {
  const base = {
    text: "",
    turnId: "t",
    sessionId: "s",
    toolCalls: [],
    model: "offline",
    outputTokens: 1,
    durationMs: 1,
  };
  return { title: "A turn", question: "?", result: { ...base, stopReason: "answered", ...result }, trace };
}

function consent(text: string, isApproved: boolean): DemoRecord["consents"][number] {
  return {
    request: {
      ...{ id: "q", turnId: "t", sessionId: "s", chatId: "c", userId: "u", callId: "c1" },
      ...{ toolName: "Bash", origin: "host", text, directory: "/d", allowedDirs: [], environment: [] },
      parts: [{ text, judgement: "ask", reason: text }],
      ...{ reason: text, riskLevel: "medium", scopes: ["once"], createdAt: "", expiresAt: "" },
    },
    isApproved,
    status: isApproved ? "done" : "denied",
    audit: [{ file: "audit.jsonl", lineNumber: 7, line: text }],
  };
}

describe("markup", () => {
  test("text is escaped and made visible, markup goes in as it is", () => {
    const text = `<b title='x'>&"\u202e`;
    expect(markup`<p>${text}${markup`<i>${1}</i>`}${undefined}</p>`.html).toBe(
      "<p>&#60;b title=&#39;x&#39;&#62;&#38;&#34;\\u{202e}<i>1</i></p>",
    );
  });

  test("an object that only looks like markup is text", () => {
    const forged = { html: "<script>" } as unknown as Markup;
    expect(markup`${forged}`.html).not.toContain("<script>");
  });
});

describe("words", () => {
  test("a text that does not fit is broken between words and cut at the end", () => {
    expect(wrap("one two three four five", 9, 2)).toEqual(["one two", "three fo…"]);
    expect(wrap("", 9, 2)).toEqual([]);
    expect(wrap("abcdefghijklmnop", 5, 2)).toEqual(["abcde", "fghi…"]);
  });

  test("durations have a fitting unit", () => {
    expect([0.01, 0.4, 9.96, 12.4, 1250].map(duration)).toEqual([
      "0 ms",
      "0.4 ms",
      "10.0 ms",
      "12 ms",
      "1.25 s",
    ]);
  });
});

describe("reportPage", () => {
  const hostile = `"><script src=//x></script><img src=x onerror=alert(1)>`;
  const record: DemoRecord = {
    facts: {
      node: "v20",
      folder: hostile,
      registry: "http://127.0.0.1:1/",
      finishedAt: "2026-01-02T03:04:05.678Z",
      seconds: 9,
    },
    packages: [{ name: hostile, version: hostile, dependencies: [], peers: [] }],
    report: {
      startedAt: "2026-01-02T03:04:05.678Z",
      durationMs: 12,
      configDir: "/c",
      plugins: [plugin(hostile, { state: "failed", module: hostile, timings: { importMs: 1, initMs: 2 } })],
      problems: [],
    },
    toolsOf: {},
    turns: [
      {
        ...turn([event(1, "message.in", { text: hostile })], { text: hostile }),
        title: hostile,
        question: hostile,
      },
    ],
    audit: { file: hostile, lineNumber: 1, line: hostile },
    consents: [consent(hostile, true)],
    culprits: [{ question: hostile, who: hostile, what: hostile }],
    session: {
      id: hostile,
      turns: [{ question: hostile, stopReason: hostile, process: "first" }],
      endedBy: hostile,
    },
    shutdown: { durationMs: 1, steps: [{ kind: "plugin", name: hostile, durationMs: 1 }] },
  };

  /** What stands in the page's own tags, without the values of attributes. */
  const tagsOf = (page: string) =>
    (page.match(/<[a-z!][^>]*>/gi) ?? []).map((tag) => tag.replace(/"[^"]*"/g, ""));

  test("whatever was recorded stands on it as text", () => {
    const page = reportPage(record);
    expect(page.match(/&#60;script src=\/\/x&#62;/g)?.length).toBeGreaterThan(19);
    expect(tagsOf(page).filter((tag) => /<(?:script|img)|onerror/.test(tag))).toEqual([]);
  });

  test("it needs nothing but itself", () => {
    const page = reportPage(record);
    const loading =
      /<(?:link|script|img|image|use|iframe|object)\b|\s(?:src|href|xlink:href|action|data|style)=/i;
    expect(tagsOf(page).filter((tag) => loading.test(tag))).toEqual([]);
    expect(page).not.toMatch(/@import|url\(/);
  });

  test("it draws graph, timeline and every turn, each with a description", () => {
    const page = reportPage({ ...record, turns: [...record.turns, turn([])] });
    expect(page.match(/<svg [^>]*role="img" aria-label="[^"]+"/g)).toHaveLength(4);
  });

  test("a question to a human stands on it with its parts, the answer, and the lines of the log", () => {
    const page = reportPage({ ...record, consents: [consent("rm list", false), consent("cat list", true)] });
    const text = page
      .slice(page.indexOf('id="consent"'))
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ");
    expect(text).toMatch(/ask rm list rm list no The call was then denied\. Line 7 of audit\.jsonl rm list/);
    expect(text).toMatch(/ask cat list cat list yes The call was then done\./);
  });

  test("the ledger's answers stand on it, and each turn of the session with its process and end", () => {
    const culprits = [{ question: "Who?", who: "command_manners", what: "add /args/x 1" }];
    const turns = [
      { question: "Wait.", stopReason: "interrupted", process: "first" as const },
      { question: "Go on.", stopReason: "answered", process: "second" as const },
    ];
    const page = reportPage({ ...record, culprits, session: { id: "talk", turns, endedBy: "SIGKILL" } });
    const text = page.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
    expect(text).toMatch(/Who\? command_manners add \/args\/x 1/);
    expect(text).toMatch(/1 Wait\. first interrupted 2 Go on\. second answered/);
    expect(text).toContain("SIGKILL");
  });

  test("no coordinate is not a number", () => {
    expect(reportPage(record)).not.toMatch(/NaN|undefined|Infinity/);
  });
});
