import type { ToolExecutor, ToolRegistration } from "@asky/sdk";
import { followSignal } from "./follow-signal.ts";
import type { EnterPlugin } from "./plugin-owner.ts";

/**
 * A tool whose executor runs as its plugin's code, whoever calls it. Reads nothing of the tool before its host does, and
 * leaves what is wrong with it for the host to refuse.
 */
export function ownTool(tool: ToolRegistration, enter: EnterPlugin): ToolRegistration {
  if (typeof tool !== "object" || tool === null) return tool;
  return {
    get name() {
      return tool.name;
    },
    get schema() {
      return tool.schema;
    },
    get executor() {
      const { executor } = tool;
      return typeof executor === "function" ? ownExecutor(executor, enter) : executor;
    },
  };
}

function ownExecutor(executor: ToolExecutor, enter: EnterPlugin): ToolExecutor {
  return (args, context) => {
    let signal: AbortSignal | undefined;
    const own = Object.freeze({
      ...context,
      get signal() {
        signal ??= followSignal(context.signal, enter);
        return signal;
      },
    });
    return enter(() => executor(args, own));
  };
}
