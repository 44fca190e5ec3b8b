import { createEventBus } from "@asky/manager";
import { createEvent, type Problem } from "@asky/sdk";
import { describe, expect, test } from "vitest";

const message = () => createEvent("message.in", { userId: "u", chatId: "c", text: "hello" });

describe("createEventBus", () => {
  test("awaits handlers one by one in the order of subscription", async () => {
    const bus = createEventBus();
    const calls: string[] = [];
    bus.subscribe("message.in", async () => {
      calls.push("first begins");
      await Promise.resolve();
      calls.push("first ends");
    });
    bus.subscribe("message.in", () => calls.push("second"));
    await bus.emit(message());
    expect(calls).toEqual(["first begins", "first ends", "second"]);
  });

  test("calls the same handler twice when it subscribed twice; undo and unsubscribe take out one each", async () => {
    const bus = createEventBus();
    let calls = 0;
    const handler = () => {
      calls += 1;
    };
    const undo = bus.subscribe("message.in", handler);
    bus.subscribe("message.in", handler);
    bus.subscribe("message.in", handler);
    await bus.emit(message());
    expect(calls).toBe(3);
    undo();
    undo();
    bus.unsubscribe("message.in", handler);
    bus.unsubscribe("message.out", handler);
    bus.unsubscribe("message.in", () => {});
    await bus.emit(message());
    expect(calls).toBe(4);
  });

  test("resolves as well where nobody listens, or nobody listens any more", async () => {
    const bus = createEventBus();
    await expect(bus.emit(message())).resolves.toBeUndefined();
    bus.subscribe("message.in", () => {})();
    await expect(bus.emit(message())).resolves.toBeUndefined();
    await bus.drain();
  });

  test("isolates a handler that throws or rejects, and emit resolves", async () => {
    const problems: Problem[] = [];
    const bus = createEventBus({ report: (problem) => problems.push(problem) });
    let reached = 0;
    bus.subscribe("message.in", () => {
      throw null;
    });
    bus.subscribe("message.in", () => Promise.reject(new Error("late")));
    bus.subscribe("message.in", () => {
      reached += 1;
    });
    await expect(bus.emit(message())).resolves.toBeUndefined();
    expect(reached).toBe(1);
    expect(problems.map(({ code }) => code)).toEqual(["HANDLER_FAILED", "HANDLER_FAILED"]);
  });

  test("delivers to those who were there when the event was emitted", async () => {
    const bus = createEventBus();
    const calls: string[] = [];
    const undo = bus.subscribe("message.in", () => {
      calls.push("first");
      undoSecond();
      bus.subscribe("message.in", () => calls.push("late"));
    });
    const undoSecond = bus.subscribe("message.in", () => calls.push("second"));
    await bus.emit(message());
    expect(calls).toEqual(["first", "second"]);
    undo();
    await bus.emit(message());
    expect(calls).toEqual(["first", "second", "late"]);
  });

  test("drain waits for every delivery, also for those that begin meanwhile", async () => {
    const bus = createEventBus();
    const calls: string[] = [];
    const gate = new Promise<void>((resolve) => setImmediate(resolve));
    bus.subscribe("message.in", async () => {
      await gate;
      calls.push("in");
      void bus.emit(createEvent("message.out", { userId: "u", chatId: "c", content: "x" }));
    });
    bus.subscribe("message.out", async () => {
      await Promise.resolve();
      calls.push("out");
    });
    void bus.emit(message());
    await bus.drain();
    expect(calls).toEqual(["in", "out"]);
    await bus.drain();
  });

  test("states what it promises", () => {
    expect(createEventBus().delivery).toBe("at-most-once");
  });

  test.each([
    ["nothing", undefined],
    ["a text", "message.in"],
    ["an object that createEvent did not freeze", { name: "message.in", data: {} }],
    ["an event without a name", Object.freeze({ data: {} })],
  ])("refuses to emit %s", (_, event) => {
    const bus = createEventBus();
    expect(() => bus.emit(event as never)).toThrow(expect.objectContaining({ code: "EVENT_INVALID" }));
  });

  test("refuses a subscription without name or function", () => {
    const subscribe = createEventBus().subscribe as (name: unknown, handler: unknown) => void;
    const invalid = expect.objectContaining({ code: "EVENT_INVALID" });
    expect(() => subscribe("", () => {})).toThrow(invalid);
    expect(() => subscribe("message.in", "handler")).toThrow(invalid);
  });
});
