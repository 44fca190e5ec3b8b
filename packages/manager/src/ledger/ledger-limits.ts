/** How much a ledger keeps. Texts count in UTF-16 units, everything else in bytes. */
export interface LedgerLimits {
  /** The longest text of an entry; longer ones are cut and say so. @defaultValue 2048 */
  readonly maxTextLength: number;
  /** The largest entry; what does not fit is named without its values. @defaultValue 65536 */
  readonly maxEntryBytes: number;
  /** The largest file of one run; what comes after it is counted. @defaultValue 8388608 */
  readonly maxRunBytes: number;
  /** How much may wait to be written; what comes meanwhile is counted. @defaultValue 4194304 */
  readonly maxQueuedBytes: number;
  /** How many runs are kept; older ones are removed. @defaultValue 1000 */
  readonly maxRuns: number;
}

export const DEFAULT_LIMITS: LedgerLimits = {
  maxTextLength: 2 * 1024,
  maxEntryBytes: 64 * 1024,
  maxRunBytes: 8 * 1024 * 1024,
  maxQueuedBytes: 4 * 1024 * 1024,
  maxRuns: 1000,
};
