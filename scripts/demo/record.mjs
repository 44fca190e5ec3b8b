// @ts-check
// What a demonstration has seen, as data: the chapters fill it, the report page is drawn from it.

/**
 * @typedef {import("./asky-plugin-trace/src/contract.js").TraceEntry} TraceEntry
 * @typedef {import("@asky/sdk").StartupReport} StartupReport
 * @typedef {import("@asky/sdk").PluginReport} PluginReport
 * @typedef {import("@asky/engine").TurnResult} TurnResult
 * @typedef {import("@asky/engine").ShutdownReport} ShutdownReport
 *
 * @typedef {object} DemoFacts
 * @property {string} node Node's version
 * @property {string} folder what was asked about, and the sandbox
 * @property {string} registry the local registry's address
 * @property {string} finishedAt ISO 8601, UTC
 * @property {number} seconds
 *
 * @typedef {object} InstalledPackage a package of ours, as npm installed it
 * @property {string} name
 * @property {string} version
 * @property {readonly string[]} dependencies names of others in the list
 * @property {readonly string[]} peers names of others in the list
 *
 * @typedef {object} RecordedTurn
 * @property {string} title
 * @property {string} question
 * @property {TurnResult} result
 * @property {readonly TraceEntry[]} trace
 *
 * @typedef {import("@asky/engine").TurnProgress & { readonly afterMs: number }} Progress something that happened in a turn, as the caller was told
 *
 * @typedef {object} Consent a call that a human was asked about
 * @property {import("@asky/sdk").ApprovalRequest} request
 * @property {boolean} isApproved
 * @property {string} status what became of the call
 * @property {readonly AuditNote[]} audit the lines that name the call
 *
 * @typedef {object} Culprit an answer of the ledger
 * @property {string} question
 * @property {string} who
 * @property {string} what
 *
 * @typedef {object} KeptTurn
 * @property {string} question
 * @property {string} stopReason
 * @property {"first" | "second"} process in which it was answered
 *
 * @typedef {object} KeptSession a conversation over two processes
 * @property {string} id
 * @property {readonly KeptTurn[]} turns
 * @property {string} endedBy the signal that ended the first process
 *
 * @typedef {object} AuditNote
 * @property {string} file
 * @property {number} lineNumber
 * @property {string} line as it stands in the file
 *
 * @typedef {object} DemoRecord
 * @property {DemoFacts} facts
 * @property {readonly InstalledPackage[]} packages
 * @property {StartupReport} report as of before the shut-down
 * @property {Readonly<Record<string, readonly string[]>>} toolsOf the tools of each plugin, as its manifest says
 * @property {readonly RecordedTurn[]} turns
 * @property {AuditNote} audit
 * @property {readonly Consent[]} consents
 * @property {readonly Culprit[]} culprits
 * @property {KeptSession} session
 * @property {ShutdownReport} shutdown
 */

export {};
