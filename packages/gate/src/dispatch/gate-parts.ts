import type { AuditLogger, JsonObject, PluginError } from "@asky/sdk";
import type { Desk } from "../approvals/desk.ts";
import type { Policy } from "../policy/policy.ts";
import type { Report } from "../problem.ts";
import type { Announcer } from "./announce.ts";
import type { CallScope } from "./call-scope.ts";
import type { PluginDenial } from "./outcome.ts";

/** What judging a call needs. */
export interface GateParts {
  readonly policy: Policy;
  /** The host's own folder, if it has one. */
  readonly configDir: string | undefined;
  readonly audit: AuditLogger | undefined;
  readonly announcer: Announcer;
  readonly report: Report;
  /** Where humans are asked; none means that nobody can be. */
  readonly desk: Desk | undefined;
}

/** A call as the callbacks of `pre_tool_execute` left it. */
export interface GatedCall {
  readonly scope: CallScope;
  /** Those that the tool would run with, and no others. */
  readonly args: JsonObject;
  readonly denials: readonly PluginDenial[];
  /** Set when the callbacks could not be called properly: nobody knows what they would have said. */
  readonly fault: PluginError | undefined;
}
