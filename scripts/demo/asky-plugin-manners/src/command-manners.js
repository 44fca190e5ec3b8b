// @ts-check
import { defineAskyPlugin } from "@asky/sdk";

const maxSeconds = 90;

/** Gives every command a time limit, and takes out a folder that says nothing. */
export default defineAskyPlugin({
  name: "command_manners",
  version: "1.0.0",
  activate({ hooks }) {
    hooks.register("pre_tool_execute", function limitTime(payload) {
      if (payload.toolName !== "Bash") return;
      const { directory, ...rest } = payload.args;
      payload.args = {
        ...rest,
        timeout_seconds: rest.timeout_seconds ?? maxSeconds,
        ...(directory !== undefined && directory !== "." && { directory }),
      };
    });
  },
});
