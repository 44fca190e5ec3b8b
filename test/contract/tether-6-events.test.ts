import { createEventBus } from "@asky/manager";
import {
  createEvent,
  defineTetherPlugin,
  type Event,
  MESSAGE_IN,
  PluginError,
  type Problem,
  type TetherPluginContext,
} from "@asky/sdk";
import { expect, test } from "vitest";
import { startManager } from "./host.ts";

const message = { userId: "u1", chatId: "c1", text: "hello" };

/** An event of the plugin's own, with the data of another one. */
const OWN = "watcher.saw" as typeof MESSAGE_IN;

/** A manager with a plugin called `watcher`, and its context. */
async function startWatcher() {
  const contexts: TetherPluginContext[] = [];
  const plugin = defineTetherPlugin({
    meta: { name: "watcher", version: "0.1.0" },
    initialize: (context) => void contexts.push(context),
  });
  const { manager } = await startManager({}, { plugins: [plugin] });
  const [context] = contexts;
  if (context === undefined) throw new Error("The plugin was not initialised.");
  return { context, manager };
}

/** The code of what some work throws or rejects with. */
async function codeOf(work: () => unknown): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return PluginError.is(error) ? error.code : String(error);
  }
}

test("tether-6-1: a handler is called with each event of its name, and reads its data", async () => {
  const bus = createEventBus();
  const heard: Event<"message.in">[] = [];
  bus.subscribe(MESSAGE_IN, (event) => void heard.push(event));
  const event = createEvent(MESSAGE_IN, message);
  await bus.emit(event);
  await bus.emit(createEvent("message.out", { userId: "u1", chatId: "c1", content: "hi" }));
  expect(heard).toEqual([event]);
  expect(heard[0]?.data.userId).toBe("u1");
  expect(heard[0]).toMatchObject({ name: "message.in", source: "host", timestamp: expect.any(String) });
});

test("tether-6-2: handlers run in order of subscription, each awaited", async () => {
  const bus = createEventBus();
  const trace: string[] = [];
  for (const name of ["a", "b", "c"]) {
    bus.subscribe(MESSAGE_IN, async () => {
      trace.push(`${name} begins`);
      await new Promise(setImmediate);
      trace.push(`${name} ends`);
    });
  }
  const emitting = bus.emit(createEvent(MESSAGE_IN, message));
  expect(trace).not.toContain("a ends");
  await emitting;
  expect(trace).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

test("tether-6-3: a handler that fails is reported, the others run, and emit does not reject", async () => {
  const problems: Problem[] = [];
  const bus = createEventBus({ report: (problem) => problems.push(problem) });
  const heard: string[] = [];
  bus.subscribe(MESSAGE_IN, () => {
    throw null;
  });
  bus.subscribe(MESSAGE_IN, () => Promise.reject(new Error("boom")));
  bus.subscribe(MESSAGE_IN, () => void heard.push("last"));
  await expect(bus.emit(createEvent(MESSAGE_IN, message))).resolves.toBeUndefined();
  expect(heard).toEqual(["last"]);
  expect(problems.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
    "HANDLER_FAILED warning",
    "HANDLER_FAILED warning",
  ]);
});

test("tether-6-4: an event is frozen at every level, and what a handler does to it reaches nobody", async () => {
  const { context, manager } = await startWatcher();
  const seen: unknown[] = [];
  manager.eventBus.subscribe("tool.gated", (event) => {
    for (const part of [event, event.data, event.data.toolInput, event.data.toolInput.list]) {
      seen.push(Object.isFrozen(part));
    }
    Object.assign(event.data, { toolName: "changed" });
  });
  manager.eventBus.subscribe("tool.gated", ({ data }) => void seen.push(data.toolName));
  const data = { sessionId: "s", callId: "c", toolName: "Read", toolInput: { list: ["a"] } };
  await manager.eventBus.emit(createEvent("tool.gated", data));
  expect(seen).toEqual([true, true, true, true, "Read"]);

  // What createEvent did not make is refused, or frozen on the way; also when a plugin emits it.
  const delivered: boolean[] = [];
  manager.eventBus.subscribe(OWN, (event) => void delivered.push(Object.isFrozen(event.data)));
  const byHand = { ...createEvent(OWN, message), data: { ...message } };
  for (const bus of [manager.eventBus, context.eventBus]) {
    for (const event of [byHand, Object.freeze({ ...byHand })]) {
      const code = await codeOf(() => bus.emit(event));
      expect([undefined, "EVENT_INVALID"]).toContain(code);
    }
  }
  expect(delivered).not.toContain(false);
  const noJson = { ...createEvent(OWN, message), data: { run() {} } };
  expect(await codeOf(() => context.eventBus.emit(noJson as never))).toBe("EVENT_INVALID");
});

test("tether-6-5: handlers come and go at any time", async () => {
  const trace: string[] = [];
  const { context, manager } = await startWatcher();
  expect(manager.hookRegistry.isFrozen).toBe(true);
  const handler = (): void => void trace.push("heard");
  const countAfterEvent = async (): Promise<number> => {
    trace.length = 0;
    await manager.eventBus.emit(createEvent(MESSAGE_IN, message));
    return trace.length;
  };
  for (const bus of [context.eventBus, manager.eventBus]) {
    const undo = bus.subscribe(MESSAGE_IN, handler);
    bus.subscribe(MESSAGE_IN, handler);
    expect(await countAfterEvent()).toBe(2);
    undo();
    undo();
    expect(await countAfterEvent()).toBe(1);
    bus.unsubscribe(MESSAGE_IN, handler);
    bus.unsubscribe(MESSAGE_IN, handler);
    expect(await countAfterEvent()).toBe(0);
  }
});

test("tether-6-6: a plugin's events carry its name, and the host's names are refused to it", async () => {
  const { context, manager } = await startWatcher();
  const heard: string[] = [];
  for (const name of [OWN, MESSAGE_IN] as const) {
    manager.eventBus.subscribe(name, (event) => void heard.push(`${name} from ${event.source}`));
  }
  await context.eventBus.emit({ ...createEvent(OWN, message), source: "host" });
  expect(heard).toEqual(["watcher.saw from watcher"]);
  for (const name of ["message.in", "tool.denied", "engine.stopped", "interaction.x", "execution.x"]) {
    const event = createEvent(name as "message.in", message);
    expect(await codeOf(() => context.eventBus.emit(event)), name).toBe("EVENT_NAME_RESERVED");
  }
  // A name that changes between two looks gets no further.
  let looks = 0;
  const shifting = Object.defineProperty({ ...createEvent(OWN, message) }, "name", {
    enumerable: true,
    get() {
      looks += 1;
      return looks === 1 ? OWN : MESSAGE_IN;
    },
  });
  await codeOf(() => context.eventBus.emit(shifting));
  expect(heard).not.toContain("message.in from watcher");
  await manager.eventBus.emit(createEvent(MESSAGE_IN, message));
  expect(heard.at(-1)).toBe("message.in from host");
});
