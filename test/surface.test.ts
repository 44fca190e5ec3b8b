import { join } from "node:path";
import { PLUGIN_ERROR_CODES } from "@asky/sdk";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { packages, pathOf, textOf } from "./workspace.ts";

/** The run-time names of every entry of every package. What is added here is promised; what is taken away breaks users. */
const SURFACE: Readonly<Record<string, readonly string[]>> = {
  "@asky/sdk": [
    "API_VERSION",
    "AskyPlugin",
    "CONFIG_LOADED",
    "DAEMON_SERVER_REGISTER",
    "ENGINE_STARTED",
    "ENGINE_STOPPED",
    "EXECUTION_INTERRUPTED",
    "HOOK_POINTS",
    "HOST_EVENT_PREFIXES",
    "HOST_SOURCE",
    "INTERACTION_REQUESTED",
    "INTERACTION_RESOLVED",
    "MESSAGE_IN",
    "MESSAGE_OUT",
    "MESSAGE_QUEUED",
    "PLUGIN_BRAND",
    "PLUGIN_ERROR_CODES",
    "PLUGIN_NAME_PATTERN",
    "POST_LLM_RESPONSE",
    "POST_PRELOAD",
    "POST_TOOL_EXECUTE",
    "PRE_LLM_CALL",
    "PRE_PRELOAD",
    "PRE_TOOL_EXECUTE",
    "PluginError",
    "REPLACEABLE_FIELDS",
    "SESSION_END",
    "SESSION_START",
    "SYSTEM_PROMPT_EXTEND",
    "TOOL_ALLOWED",
    "TOOL_DENIED",
    "TOOL_GATED",
    "TOOL_NAME_PATTERN",
    "TOOL_REGISTRY_BUILD",
    "brandOf",
    "createBrand",
    "createEvent",
    "defineAskyPlugin",
    "defineTetherPlugin",
    "freezeJson",
    "isHookPoint",
    "isHostEventName",
    "isMessagePart",
    "isPluginName",
    "isStandardSchema",
    "isToolResult",
    "sealEvent",
    "textOf",
    "textPart",
  ],
  "@asky/sdk/asky": [
    "AskyPlugin",
    "CONFIG_LOADED",
    "DAEMON_SERVER_REGISTER",
    "POST_LLM_RESPONSE",
    "POST_PRELOAD",
    "POST_TOOL_EXECUTE",
    "PRE_LLM_CALL",
    "PRE_PRELOAD",
    "PRE_TOOL_EXECUTE",
    "SESSION_END",
    "SESSION_START",
    "SYSTEM_PROMPT_EXTEND",
    "TOOL_REGISTRY_BUILD",
    "defineAskyPlugin",
  ],
  "@asky/sdk/tether": [
    "ENGINE_STARTED",
    "ENGINE_STOPPED",
    "MESSAGE_IN",
    "MESSAGE_OUT",
    "PluginError",
    "TOOL_ALLOWED",
    "TOOL_DENIED",
    "TOOL_GATED",
    "createEvent",
    "defineTetherPlugin",
  ],
  "@asky/manager": [
    "Generations",
    "PluginManager",
    "PluginRegistry",
    "createConsoleLogger",
    "createEventBus",
    "createHookRegistry",
    "createLedger",
    "createOwnerTracking",
    "createServiceRegistry",
    "explainRun",
    "findConfigDir",
    "formatReport",
    "handOverServers",
    "listRuns",
    "planActivation",
    "queryLedger",
    "systemClock",
  ],
  "@asky/manager/testing": [
    "assertContract",
    "createManualClock",
    "createMemoryLogger",
    "createTestHost",
    "formatContractReport",
    "runHostContract",
    "runPluginContract",
  ],
  "@asky/cli": ["EXIT_CODES"],
  "@asky/manager/commands": ["findConfigDir", "openCommand", "readHostCommands", "readPluginCommands"],
  "@asky/gate": [
    "DEFAULT_POLICY",
    "DEFAULT_POLICY_FILE",
    "checkCalls",
    "checkEntry",
    "cleanEnvironment",
    "createApprovals",
    "createGate",
    "detectBubblewrap",
    "explainCodeFile",
    "explainCommand",
    "formatVerdict",
    "isCodeFile",
    "judgeCall",
    "listInside",
    "makeDirInside",
    "openFolderInside",
    "openInside",
    "parsePolicy",
    "parseScript",
    "readPolicies",
    "renameInside",
    "replaceInside",
    "runInBubblewrap",
    "runProcess",
    "shellCommand",
    "verdictToJson",
  ],
  "@asky/engine": [
    "MODEL_PROVIDERS",
    "buildEngine",
    "callDaemon",
    "createFileSessionStore",
    "createMemorySessionStore",
    "createModel",
    "createOfflineModel",
    "createRecordedModel",
    "createWebFetchTool",
    "detectLocalModels",
    "openSessions",
    "runDaemon",
    "startDaemon",
    "stopDaemon",
  ],
  "@asky/plugin-audit": [
    "AUDIT_ERROR_CODES",
    "AuditPlugin",
    "createAuditPlugin",
    "createChainedAuditLogger",
    "createJsonLinesAuditLogger",
    "default",
    "readAnchors",
    "rotateAuditKey",
    "verifyAuditLog",
  ],
  "@asky/fault-zoo": ["FAULTS"],
  "@asky/plugin-gui-server": ["GUI_ERROR_CODES", "GuiServerPlugin"],
  "@asky/plugin-gui-server/contract": [],
  "@asky/plugin-persona/contract": [],
  "@asky/plugin-persona/creator": ["ManualPersonaCreatorPlugin"],
  "@asky/plugin-persona/manager": ["PersonaManagerPlugin"],
};

/** What the code of each package's errors begins with, for plugins; hosts report the SDK's. */
const OWN_CODES: Readonly<Record<string, string>> = {
  "@asky/cli": "CLI_",
  "@asky/plugin-audit": "AUDIT_",
  "@asky/plugin-gui-server": "GUI_",
  "@asky/plugin-persona": "PERSONA_",
};

const CODES = Object.keys(PLUGIN_ERROR_CODES);

/** The entries of all packages: the name to import, and the file behind it. */
const entries = packages.flatMap(({ name, folder, json }) =>
  Object.entries(json.exports).flatMap(([subpath, target]) =>
    // A pattern stands for modules that its own package lists and tests.
    typeof target === "string" || subpath.includes("*")
      ? []
      : [{ entry: join(name, subpath), file: join(folder, target.default ?? "") }],
  ),
);

/** All texts of a file that look like an error code, comments left out. */
function codesIn(file: string): string[] {
  const codes: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText =
      ts.isStringLiteralLike(node) || (ts.isIdentifier(node) && ts.isPropertyAssignment(node.parent));
    if (isText && /^[A-Z]+(_[A-Z]+)+$/.test(node.text)) codes.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true));
  return codes;
}

describe("the surface", () => {
  test("is listed for every entry of every package", () => {
    expect(entries.map(({ entry }) => entry).sort()).toEqual(Object.keys(SURFACE).sort());
  });

  test.each(entries)("of $entry is exactly what is listed", async ({ entry, file }) => {
    const module: object = await import(file);
    expect(Object.keys(module).sort()).toEqual(SURFACE[entry]);
  });
});

describe("the error codes", () => {
  test("of the SDK are all in use", () => {
    const codesFile = join("errors", "codes.ts");
    const used = new Set(
      packages.flatMap(({ sources }) =>
        sources.filter((file) => !file.endsWith(codesFile)).flatMap((file) => codesIn(file)),
      ),
    );
    expect(CODES.length).toBeGreaterThan(40);
    expect(CODES.filter((code) => !used.has(code))).toEqual([]);
  });

  test.each(packages)("that $name can report are on a closed list", ({ name, sources, folder }) => {
    const files = sources.filter(
      (file) => /[\\/]errors([\\/]|\.ts$)/.test(file) && !file.endsWith("codes.ts"),
    );
    const prefix = OWN_CODES[name];
    const readme = prefix === undefined ? "" : textOf(join(folder, "README.md"));
    for (const file of files) {
      for (const code of codesIn(file)) {
        if (CODES.includes(code)) continue;
        const isOwn = prefix !== undefined && code.startsWith(prefix);
        expect(isOwn, `${pathOf(file)} reports ${code}`).toBe(true);
        expect(readme, `the README of ${name} explains its codes`).toContain(code);
      }
    }
  });
});
