/**
 * Every code that the manager, the gate and the reference host report, with what it means. The list is closed;
 * codes are permanent once released. Plugins own further codes of their own.
 */
export const PLUGIN_ERROR_CODES = {
  ROSTER_UNREADABLE:
    "plugins.toml exists but cannot be read: no regular file, too large, not UTF-8, or no permission.",
  ROSTER_SYNTAX: "plugins.toml is not valid TOML.",
  ROSTER_ENTRY_INVALID:
    "An entry of plugins.toml misses a key or has one of the wrong type; the entry is refused.",
  ROSTER_KEY_UNKNOWN: "An entry of plugins.toml has a key that nothing reads; the entry still counts.",
  PLUGIN_NAME_INVALID: "A plugin's name breaks the rules for names.",
  PLUGIN_NAME_COLLISION: "Two plugins have the same name, or names that differ only by case.",
  PLUGIN_NAME_RESERVED: "The name belongs to a plugin that the host always registers itself.",
  MODULE_NAME_INVALID: "The module of an entry is no npm package name with an optional subpath.",
  MODULE_NAME_PYTHON: "The module of an entry is a dotted path of the Python program.",
  CONFIG_UNREADABLE: "A configuration file, a plugin's own or the host's, exists but cannot be read.",
  CONFIG_SYNTAX: "A configuration file, a plugin's own or the host's, is not valid TOML.",
  CONFIG_INVALID:
    "A configuration does not satisfy its schema: a plugin is then not activated; of the host's, the defaults hold.",
  PACKAGE_NOT_FOUND: "No package of that name is installed where the host looks.",
  PACKAGE_NOT_EXPORTED: "The package is installed and does not export that subpath.",
  PACKAGE_OUTSIDE: "The file that a package exports lies outside the package's own folder.",
  PACKAGE_IMPORT_FAILED: "Importing the package's module failed.",
  PACKAGE_EXPORTS_THEN:
    "The package's module exports `then` and looks like a promise; it is loaded all the same.",
  CODE_NEEDS_RESTART:
    "The package was changed on disk after this process had imported it; the old code runs until a new process starts.",
  MANIFEST_INVALID: "The `asky` field of the package's package.json does not follow its schema.",
  MANIFEST_MISMATCH: "The manifest and the plugin's class disagree.",
  PLUGIN_CLASS_MISSING: "The module exports no plugin, or not the one that was asked for.",
  PLUGIN_CLASS_AMBIGUOUS:
    "The module exports several plugins and nothing says which; the first by name is used.",
  PLUGIN_CLASS_INVALID: "What the module exports cannot be made into a plugin.",
  PLUGIN_NAME_MISMATCH: "The plugin's own name differs from its key in plugins.toml.",
  SDK_INCOMPATIBLE: "The plugin was built for another version of the contract.",
  DEPENDENCY_MISSING: "A plugin depends on one that is not in plugins.toml.",
  DEPENDENCY_DISABLED: "A plugin depends on one that is disabled.",
  DEPENDENCY_CYCLE: "Plugins depend on each other in a circle.",
  DEPENDENCY_FAILED: "A plugin depends on one that failed.",
  ACTIVATE_FAILED: "An Asky plugin's activate() threw or rejected; what it had registered is undone.",
  INITIALIZE_FAILED: "A Tether plugin's initialize() threw or rejected; what it had registered is undone.",
  START_FAILED: "A Tether plugin's start() threw or rejected; what it had registered is undone.",
  DEACTIVATE_FAILED: "An Asky plugin's deactivate() threw or rejected; the others are still deactivated.",
  STOP_FAILED: "A Tether plugin's stop() threw or rejected; the others are still stopped.",
  PLUGIN_TIMED_OUT: "A step of a plugin's life did not finish within its deadline.",
  UNDO_FAILED: "A resource or function that a plugin left for its end failed when it was undone.",
  STARTUP_ABORTED: "A plugin whose failure the host does not accept has failed; the host stopped again.",
  RELOAD_REFUSED: "The new generation of plugins could not take over; the one before it stays.",
  HAND_OVER_FAILED:
    "The servers could not be handed over to a new generation; those of the old one run again.",
  DRAIN_EXPIRED: "Turns held an old generation longer than a reload waits for; it was stopped under them.",
  LIFECYCLE_ORDER: "A lifecycle method was called in the wrong order.",
  ALREADY_REGISTERED: "A plugin of that name is registered already.",
  PLUGIN_FENCED:
    "A plugin used its context after it had stopped or failed, or after the call's deadline; nothing was done.",
  STRAY_FAILURE:
    "A plugin left an exception or a rejection that nobody caught; it is ended, and so is what depends on it.",
  PROCESS_EXIT_REFUSED: "A plugin called process.exit(); it was refused, and the host goes on.",
  LEFTOVER_HANDLES: "A plugin has ended and left timers, sockets or the like that keep the process alive.",
  THREAD_BLOCKED: "A plugin's code held the thread for so long that everything else had to wait.",
  OUTPUT_FLOODED: "A plugin wrote more to the standard streams than anybody reads.",
  GLOBALS_CHANGED: "A plugin changed what all code of the process shares, for example a built-in object.",
  HOOK_POINT_UNKNOWN: "There is no hook point of that name.",
  HOOK_OPTIONS_INVALID: "A callback or its options are not what register() takes.",
  HOOKS_FROZEN: "Callbacks can be registered during activation only.",
  CALLBACK_TIMED_OUT:
    "A hook callback's promise did not settle within its deadline; its result is discarded.",
  SETTLED_LATE: "Something of a plugin finished or failed after its deadline; nothing of it counts.",
  BREAKER_OPEN:
    "A callback or handler failed too often and is skipped for a minute; a guard denies meanwhile.",
  CALLBACK_FAILED: "A hook callback threw or rejected; the others still ran.",
  HOOK_FIELD_INVALID: "A callback replaced a field by a value of the wrong type; the old value stays.",
  EVENT_INVALID: "An event's name or data is not what an event can carry.",
  EVENT_NAME_RESERVED: "A plugin tried to emit an event that only the host emits.",
  HANDLER_TIMED_OUT: "An event handler's promise did not settle within its deadline; the others still ran.",
  HANDLER_FAILED: "An event handler threw or rejected; the others still ran.",
  SERVICE_TAKEN: "Somebody offers a service of that name already.",
  SERVICE_CALLBACK_FAILED: "A callback that waited for a service threw.",
  TOOL_INVALID: "A tool's registration is not what register() takes.",
  TOOL_NAME_CLASH: "Two tools have the same name; the second is refused.",
  TOOL_UNKNOWN: "The model asked for a tool that is not registered.",
  TOOL_ARGUMENTS_INVALID:
    "The arguments of a tool call are no JSON object or do not satisfy the tool's schema.",
  TOOL_DENIED: "The gate or a plugin denied a tool call.",
  TOOL_FAILED: "A tool's executor threw or rejected.",
  TICKET_REFUSED: "A tool was to be run without a fresh ticket of the gate for exactly this call.",
  APPROVAL_INVALID:
    "What was handed to the approvals (a connector, an answer, a chat's mode, an option) is not usable; it approves nothing.",
  CONNECTOR_FAILED: "A connector threw or rejected when it was asked; the question stays with the others.",
  PATH_OUTSIDE: "A path led out of the directories that tools may use.",
  PATH_MISSING: "There is nothing at a path, or a folder on the way does not exist.",
  PATH_EXISTS: "There is something already at a path where something new was to be made.",
  PATH_KIND_WRONG: "What a path names is of another kind than was needed: a folder, a pipe, a device.",
  PATH_UNUSABLE: "A path inside the sandbox cannot be used: not permitted, too long, too many links.",
  COMMAND_NOT_STARTED: "A command could not be started, or may not run where it was to run.",
  BUBBLEWRAP_UNAVAILABLE:
    "Commands are to run in bubblewrap, and it is missing or does not work here; the command did not run.",
  AUDIT_UNAVAILABLE: "The audit log could not be written; what needed the record was denied.",
  POLICY_INVALID: "A policy file is not valid; nothing it would allow is allowed.",
  MODEL_FAILED: "A model threw or did not keep to its contract; the turn ended with an answer that says so.",
  SOURCE_UNUSABLE: "A file or folder that was to be read before a turn cannot be used; the others are.",
  TURN_TIMED_OUT: "A turn took longer than the configuration allows and was ended.",
  SESSION_UNAVAILABLE:
    "A session cannot be opened, read or kept; what was not kept was not acknowledged either.",
  SESSION_DAMAGED: "A session's file has lines that cannot be read; the rest is read.",
  LEDGER_UNAVAILABLE: "The ledger cannot be written; the turns go on, and what is missing is counted.",
  LEDGER_DAMAGED: "A part of the ledger cannot be read or is no entry of it; the rest is read.",
  SERVER_SPEC_INVALID: "A daemon server's registration is not a DaemonServerSpec, or its name is taken.",
  SERVER_START_FAILED: "A daemon server did not start; the others still do.",
  SERVER_STOP_FAILED: "A daemon server did not stop; the others still do.",
  DAEMON_RUNNING: "A daemon runs for this config dir already.",
  DAEMON_NOT_RUNNING: "No daemon runs for this config dir.",
  DAEMON_UNAVAILABLE: "The daemon could not be started, or did not answer as it should.",
  DAEMON_REQUEST_INVALID: "A request to the daemon is none that it understands.",
  CONTRACT_BROKEN: "A plugin or a host breaks rules of the contract suite.",
} as const;

/** One of the codes of {@link PLUGIN_ERROR_CODES}. */
export type PluginErrorCode = keyof typeof PLUGIN_ERROR_CODES;
