import { createEvent, defineTetherPlugin, type TetherPlugin } from "@asky/sdk";

const plugin: TetherPlugin = defineTetherPlugin({
  meta: { name: "fox", version: "1.0.0" },
  initialize({ eventBus }) {
    eventBus.subscribe("message.in", async () => {
      const data = { sessionId: "s1", callId: "c1", toolName: "Bash", toolInput: {} };
      await eventBus.emit(createEvent("tool.allowed", data));
    });
  },
});
export default plugin;
