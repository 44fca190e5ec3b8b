import { createHookRegistry } from "@asky/manager";
import { defineAskyPlugin } from "@asky/sdk";
import { expect, test } from "vitest";
import { startEngine } from "./engine-host.ts";
import { startManager } from "./host.ts";

const payload = { sessionId: "s1" };

/** A promise and the way to settle it. */
function createSignal(): { readonly promise: Promise<void>; fire(): void } {
  let fire = (): void => {};
  const promise = new Promise<void>((resolve) => {
    fire = resolve;
  });
  return { promise, fire: () => fire() };
}

test("asky-9-1: what is registered or unregistered during an invocation takes effect at the next", async () => {
  const hooks = createHookRegistry();
  const heard: string[] = [];
  const second = (): void => void heard.push("second");
  let isFirst = true;
  hooks.register(
    "session_end",
    async () => {
      heard.push("first");
      if (!isFirst) return;
      isFirst = false;
      hooks.register("session_end", () => void heard.push("added"), 1);
      hooks.register("session_end", () => void heard.push("added late"), 200);
      hooks.unregister("session_end", second);
      await null;
    },
    10,
  );
  hooks.register("session_end", second);
  await hooks.invoke("session_end", payload);
  expect(heard).toEqual(["first", "second"]);
  heard.length = 0;
  await hooks.invoke("session_end", payload);
  expect(heard).toEqual(["added", "first", "added late"]);
});

test("asky-9-2: after freeze nothing changes the callbacks, and no invocation waits for another", async () => {
  const hooks = createHookRegistry();
  const heard: string[] = [];
  const gate = createSignal();
  hooks.register("session_end", async ({ sessionId }) => {
    if (sessionId === "slow") await gate.promise;
    heard.push(sessionId);
  });
  hooks.freeze();
  expect(() => hooks.register("session_end", () => {})).toThrow();
  expect(() => hooks.unregister("session_end", () => {})).toThrow();
  expect(hooks.point("session_end").size).toBe(1);
  const slow = hooks.invoke("session_end", { sessionId: "slow" });
  await hooks.invoke("session_end", { sessionId: "quick" });
  expect(heard).toEqual(["quick"]);
  gate.fire();
  await slow;
  expect(heard).toEqual(["quick", "slow"]);
});

test("asky-9-3: plugins are activated one after the other", async () => {
  const trace: string[] = [];
  const plugin = (name: string) =>
    defineAskyPlugin({
      name,
      async activate() {
        trace.push(`${name} begins`);
        await new Promise(setImmediate);
        trace.push(`${name} ends`);
      },
    });
  await startManager({}, { plugins: [plugin("a"), plugin("b"), plugin("c")] });
  expect(trace).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

test("asky-9-4: a callback may be called again before it has ended, and each payload names its turn", async () => {
  const both = createSignal();
  const seen: string[] = [];
  const plugin = defineAskyPlugin({
    name: "notes",
    activate({ hooks }) {
      hooks.register("pre_llm_call", async ({ turn }) => {
        seen.push(turn.sessionId);
        if (seen.length === 2) both.fire();
        // Ends only when the other turn is in here too.
        await both.promise;
        seen.push(turn.sessionId);
      });
    },
  });
  const { engine } = await startEngine({ plugins: [plugin] });
  const [one, two] = await Promise.all([
    engine.handleMessage({ text: "hello", sessionId: "one" }),
    engine.handleMessage({ text: "hello", sessionId: "two" }),
  ]);
  expect(new Set(seen.slice(0, 2))).toEqual(new Set(["one", "two"]));
  expect(seen).toHaveLength(4);
  expect(one?.turnId).not.toBe(two?.turnId);
  expect([one?.stopReason, two?.stopReason]).toEqual(["answered", "answered"]);
});
