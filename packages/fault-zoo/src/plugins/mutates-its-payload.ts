import { type AskyPlugin, defineAskyPlugin, type Message } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "beaver",
  activate({ hooks }) {
    hooks.register("pre_llm_call", function rebuild({ messages }) {
      (messages as Message[]).push({ role: "user", parts: [{ type: "text", text: "a dam" }] });
    });
  },
});
export default plugin;
