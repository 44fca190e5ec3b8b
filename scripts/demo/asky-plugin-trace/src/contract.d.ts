import type {} from "@asky/sdk";

/** One invocation of a hook point: what its first callback saw, and what its last one saw. */
export interface HookEntry {
  readonly kind: "hook";
  /** Grows by one from entry to entry. */
  readonly order: number;
  readonly point: string;
  /** Milliseconds since 1970, with fractions. */
  readonly beganAt: number;
  readonly endedAt: number;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** One event as it was delivered. */
export interface EventEntry {
  readonly kind: "event";
  readonly order: number;
  readonly name: string;
  readonly source: string;
  /** Milliseconds since 1970, as the event says. */
  readonly beganAt: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export type TraceEntry = HookEntry | EventEntry;

/** What is to be recorded: the entry without its number. */
export type NewEntry = Omit<HookEntry, "order"> | Omit<EventEntry, "order">;

/** The service `trace`, offered by `hook_trace`. */
export interface TraceService {
  /** The number of the latest entry; 0 when there is none. */
  readonly latest: number;
  /** The entries after that number, oldest first. Only the latest 2000 are kept. */
  since(order: number): readonly TraceEntry[];
  add(entry: NewEntry): void;
}

declare module "@asky/sdk" {
  interface ServiceMap {
    /** Offered by `hook_trace` of `asky-plugin-trace`. */
    trace: TraceService;
  }
}
