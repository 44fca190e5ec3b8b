import type { ApprovalAnswer, ApprovalConnector, ApprovalRequest } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { asker, NO, openApprovals, questions, settled, YES } from "./open-approvals.ts";

function connector(ask: (request: ApprovalRequest, signal: AbortSignal) => unknown): ApprovalConnector {
  return { name: "strange", ask: ask as ApprovalConnector["ask"] };
}

describe("several connectors", () => {
  test("are asked at once; the first answer counts, and the others are told that it is over", async () => {
    const open = openApprovals();
    const page = asker(undefined, "page");
    let answer = (_: ApprovalAnswer): void => {};
    const terminal = connector(
      () =>
        new Promise<ApprovalAnswer>((resolve) => {
          answer = resolve;
        }),
    );
    open.service.connect(page);
    open.service.connect(terminal);
    const outcome = open.run();
    await questions(open.service);
    expect(page.requests).toHaveLength(1);
    answer(YES);
    expect((await outcome).status).toBe("done");
    expect(page.signals[0]?.aborted).toBe(true);
    expect(open.service.resolve(page.requests[0]?.id ?? "", NO)).toBe(false);
    expect(open.entries).toHaveLength(1);
  });

  test("a page answers by resolve(), from any of its tabs, once", async () => {
    const open = openApprovals();
    open.service.connect(asker(undefined, "page"));
    const outcome = open.run();
    await questions(open.service);
    const [request] = open.service.pending();
    expect(open.service.resolve(request?.id ?? "", YES)).toBe(true);
    expect(open.service.resolve(request?.id ?? "", NO)).toBe(false);
    expect((await outcome).status).toBe("done");
    expect(open.service.resolve(request?.id ?? "", NO)).toBe(false);
    expect(open.runs).toHaveLength(1);
  });

  test("one that connects later is shown what waits already", async () => {
    const open = openApprovals();
    const first = asker(undefined, "page");
    const disconnect = open.service.connect(first);
    const outcome = open.run();
    await questions(open.service);
    disconnect();
    expect(first.signals[0]?.aborted).toBe(true);
    expect(open.service.pending()).toHaveLength(1);
    const second = asker(YES, "terminal");
    open.service.connect(second);
    expect((await outcome).status).toBe("done");
    expect(second.requests[0]).toBe(first.requests[0]);
  });

  test("one that is disconnected is asked no more, and what it still answers is ignored", async () => {
    const open = openApprovals();
    let answer = (_: ApprovalAnswer): void => {};
    const disconnect = open.service.connect(
      connector(
        () =>
          new Promise<ApprovalAnswer>((resolve) => {
            answer = resolve;
          }),
      ),
    );
    open.service.connect(asker(undefined, "page"));
    const outcome = open.run();
    await questions(open.service);
    disconnect();
    answer(YES);
    await settled();
    expect(open.service.pending()).toHaveLength(1);
    open.abort.abort();
    expect((await outcome).status).toBe("denied");
  });

  test("the same one connected twice is asked twice, and disconnected one at a time", async () => {
    const open = openApprovals();
    const page = asker(undefined, "page");
    const disconnect = open.service.connect(page);
    open.service.connect(page);
    disconnect();
    disconnect();
    const outcome = open.run();
    await questions(open.service);
    expect(page.requests).toHaveLength(1);
    open.abort.abort();
    await outcome;
  });
});

describe("a connector that misbehaves", () => {
  const FAILURES: readonly (readonly [string, () => unknown])[] = [
    [
      "throws",
      () => {
        throw new Error("no screen");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no screen"))],
    ["rejects with null", () => Promise.reject(null)],
    [
      "returns a thenable that throws",
      () => ({
        get then(): never {
          throw new Error("no");
        },
      }),
    ],
  ];

  test.each(FAILURES)("when it %s is reported, and the others decide", async (_, ask) => {
    const open = openApprovals();
    open.service.connect(connector(ask));
    open.service.connect(asker(YES));
    expect((await open.run()).status).toBe("done");
    await settled();
    expect(open.faults.every(({ code }) => code === "CONNECTOR_FAILED")).toBe(true);
  });

  test.each(FAILURES)("when it %s and is alone, it is a no at once", async (_, ask) => {
    const open = openApprovals();
    open.service.connect(connector(ask));
    const outcome = await open.run();
    expect(outcome).toMatchObject({ status: "denied", deniedBy: "approval" });
    expect(open.faults).toMatchObject([{ code: "CONNECTOR_FAILED", severity: "warning" }]);
    expect(open.entries).toMatchObject([{ approved: false, userId: "" }]);
    expect(open.clock.pending).toBe(0);
  });

  const GARBAGE: readonly (readonly [string, unknown])[] = [
    ["true", true],
    ["null", null],
    ["a text", "yes"],
    ["an empty object", {}],
    ["a list", [YES]],
    ["a yes without a scope", { approved: true, userId: "anna" }],
    ["a yes with an unknown scope", { approved: true, scope: "forever", userId: "anna" }],
    ["a yes without a user", { approved: true, scope: "once" }],
    ["a yes with an empty user", { approved: true, scope: "once", userId: "" }],
    ["a yes with an endless user", { approved: true, scope: "once", userId: "x".repeat(257) }],
    ["a yes that is only like one", { approved: 1, scope: "once", userId: "anna" }],
    ["a yes in a text", { approved: "true", scope: "once", userId: "anna" }],
    ["a no without a user", { approved: false }],
    [
      "a getter that throws",
      {
        get approved(): never {
          throw new Error("no");
        },
      },
    ],
  ];

  test.each(GARBAGE)("and answers with %s approves nothing", async (_, answer) => {
    const open = openApprovals();
    open.service.connect(connector(() => answer));
    expect(await open.run()).toMatchObject({ status: "denied", deniedBy: "approval" });
    expect(open.runs).toEqual([]);
    expect(open.faults).toMatchObject([{ code: "APPROVAL_INVALID" }]);
  });

  test.each(GARBAGE)("and resolves with %s leaves the question open", async (_, answer) => {
    const open = openApprovals();
    open.service.connect(asker());
    const outcome = open.run();
    await questions(open.service);
    const [request] = open.service.pending();
    expect(open.service.resolve(request?.id ?? "", answer as ApprovalAnswer)).toBe(false);
    expect(open.faults).toMatchObject([{ code: "APPROVAL_INVALID" }]);
    expect(open.service.resolve(request?.id ?? "", YES)).toBe(true);
    expect((await outcome).status).toBe("done");
  });

  test("and says yes to the first look only is read once", async () => {
    const open = openApprovals();
    let looks = 0;
    open.service.connect(
      connector(() => ({
        get approved() {
          looks += 1;
          return looks > 1;
        },
        scope: "once",
        userId: "anna",
      })),
    );
    expect((await open.run()).status).toBe("denied");
    expect(looks).toBe(1);
  });

  test("and answers late changes nothing and is no fault", async () => {
    const open = openApprovals();
    let answer = (_: ApprovalAnswer): void => {};
    let fail = (_: unknown): void => {};
    open.service.connect(
      connector(
        () =>
          new Promise<ApprovalAnswer>((resolve) => {
            answer = resolve;
          }),
      ),
    );
    open.service.connect(
      connector(
        () =>
          new Promise<ApprovalAnswer>((_, reject) => {
            fail = reject;
          }),
      ),
    );
    const outcome = open.run();
    await questions(open.service);
    await open.clock.advance(120_000);
    expect((await outcome).status).toBe("denied");
    answer(YES);
    fail(new Error("prompt closed"));
    await settled();
    expect(open.runs).toEqual([]);
    expect(open.entries).toHaveLength(1);
    expect(open.faults).toEqual([]);
  });

  test("and hangs ends with the question's time", async () => {
    const open = openApprovals();
    open.service.connect(connector(() => new Promise(() => {})));
    const outcome = open.run();
    await questions(open.service);
    await open.clock.advance(120_000);
    expect((await outcome).status).toBe("denied");
  });

  test("and answers for another question answers none", async () => {
    const open = openApprovals();
    open.service.connect(asker());
    const outcome = open.run();
    await questions(open.service);
    for (const id of ["", "no such id", "__proto__", "constructor"]) {
      expect(open.service.resolve(id, YES)).toBe(false);
    }
    expect(open.service.resolve(undefined as never, YES)).toBe(false);
    expect(open.service.pending()).toHaveLength(1);
    open.abort.abort();
    await outcome;
  });

  test("and answers inside of being asked is heard", async () => {
    const open = openApprovals();
    open.service.connect(connector(({ id }) => void open.service.resolve(id, YES)));
    const late = asker(NO);
    open.service.connect(late);
    expect((await open.run()).status).toBe("done");
    expect(late.requests).toEqual([]);
  });

  test("and disconnects inside of being asked leaves the question to others", async () => {
    const open = openApprovals();
    let disconnect = (): void => {};
    disconnect = open.service.connect(
      connector(() => {
        disconnect();
        throw new Error("gone");
      }),
    );
    open.service.connect(asker(YES));
    expect((await open.run()).status).toBe("done");
    expect(open.faults).toEqual([]);
  });

  test("cannot change the question for the others, nor the list of those that wait", async () => {
    const open = openApprovals();
    const seen: string[] = [];
    open.service.connect(
      connector((request) => {
        expect(() => Object.assign(request, { text: "harmless" })).toThrow(TypeError);
        expect(() => (request.scopes as string[]).push("session")).toThrow(TypeError);
        expect(() => Object.assign(request.parts[0] ?? {}, { text: "harmless" })).toThrow(TypeError);
      }),
    );
    open.service.connect(
      connector(({ text }) => {
        seen.push(text);
        return NO;
      }),
    );
    await open.run({ command: "rm -r x" });
    expect(seen).toEqual(["Run\n  command: rm -r x"]);
  });
});

test.each([
  ["nothing", undefined],
  ["null", null],
  ["a function", () => YES],
  ["an object without a name", { ask: () => YES }],
  ["an object with an empty name", { name: " ", ask: () => YES }],
  ["an object without ask", { name: "x" }],
  [
    "a getter that throws",
    {
      get name(): never {
        throw new Error("no");
      },
    },
  ],
])("%s is refused as a connector", (_, value) => {
  const { service } = openApprovals();
  expect(() => service.connect(value as never)).toThrowError(
    expect.objectContaining({ code: "APPROVAL_INVALID" }),
  );
});

test("a connector may be a class with private state", async () => {
  class Terminal implements ApprovalConnector {
    readonly name = "terminal";
    readonly #answer = YES;
    ask(): ApprovalAnswer {
      return this.#answer;
    }
  }
  const open = openApprovals();
  open.service.connect(new Terminal());
  expect((await open.run()).status).toBe("done");
});
