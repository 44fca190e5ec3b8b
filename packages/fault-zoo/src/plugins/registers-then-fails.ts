import { type AskyPlugin, createEvent, defineAskyPlugin, type EventName } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "magpie",
  activate({ hooks, eventBus, defer }) {
    hooks.register("system_prompt_extend", (prompt) => `${prompt} [magpie]`);
    hooks.register("session_end", () => {});
    eventBus.subscribe("message.in", () =>
      eventBus.emit(createEvent("magpie.heard" as EventName, {} as never)),
    );
    defer(() => {});
    throw new Error("The magpie has registered, and fails all the same.");
  },
});
export default plugin;
