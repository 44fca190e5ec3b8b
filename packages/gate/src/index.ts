// The public surface of @asky/gate. Nothing else is API.

export { type Approvals, type ApprovalsOptions, createApprovals } from "./approvals/approvals.ts";
export {
  type CheckedCall,
  type CheckOptions,
  type CheckResult,
  checkCalls,
  checkEntry,
} from "./check/check-calls.ts";
export { type CommandPlace, explainCommand } from "./check/explain-command.ts";
export { type FormatOptions, formatVerdict } from "./check/format-verdict.ts";
export { verdictToJson } from "./check/verdict-to-json.ts";
export type { CommandClass } from "./commands/command-verdict.ts";
export type { DispatchTurn } from "./dispatch/dispatch.ts";
export type { DeniedBy, DispatchOutcome, PluginChange, PluginDenial } from "./dispatch/outcome.ts";
export { createGate, type Gate, type GateOptions } from "./gate.ts";
export type { CallFacts } from "./policy/call-surroundings.ts";
export type { CallVerdict, PartVerdict } from "./policy/call-verdict.ts";
export { DEFAULT_POLICY, DEFAULT_POLICY_FILE } from "./policy/default-policy.ts";
export { type CallPlace, judgeCall } from "./policy/judge-call.ts";
export { type PolicyReading, parsePolicy } from "./policy/parse-policy.ts";
export type { Policy, PolicyAction, PolicyRule } from "./policy/policy.ts";
export { readPolicies } from "./policy/read-policies.ts";
export type { HostToolRegistry, PluginToolRegistry, PluginViewOptions } from "./registry/tool-registry.ts";
export { cleanEnvironment } from "./runner/clean-environment.ts";
export { type Bubblewrap, detectBubblewrap } from "./runner/detect-bubblewrap.ts";
export type { Confinement } from "./runner/plan-bubblewrap.ts";
export {
  type BubblewrapRequest,
  type BubblewrapResult,
  runInBubblewrap,
} from "./runner/run-in-bubblewrap.ts";
export {
  type ProcessLimits,
  type ProcessRequest,
  type ProcessResult,
  runProcess,
} from "./runner/run-process.ts";
export { shellCommand } from "./runner/shell-command.ts";
export { makeDirInside, renameInside, replaceInside } from "./sandbox/change-inside.ts";
export type { SandboxArea } from "./sandbox/check-paths.ts";
export { type CodeFileOptions, explainCodeFile, isCodeFile } from "./sandbox/code-files.ts";
export {
  type FolderEntry,
  type FolderInside,
  listInside,
  openFolderInside,
} from "./sandbox/folder-inside.ts";
export type { OpenMode, OpenOptions } from "./sandbox/open-at.ts";
export { type Inside, openInside } from "./sandbox/open-inside.ts";
export { parseScript } from "./shell/parse-script.ts";
export type {
  ShellAssignment,
  ShellCommand,
  ShellContext,
  ShellDoubt,
  ShellRedirect,
  ShellScript,
  ShellWord,
  WordPiece,
} from "./shell/shell-script.ts";
