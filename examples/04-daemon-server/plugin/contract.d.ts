// What the plugin offers to others, by name.

/** Where the clock is. */
export interface ClockService {
  /** `undefined` while the server does not run. */
  readonly url: string | undefined;
}

declare module "@asky/sdk" {
  interface ServiceMap {
    clock: ClockService;
  }
}
