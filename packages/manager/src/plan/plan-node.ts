/** What the plan needs to know of one plugin. */
export interface PlanNode {
  readonly name: string;
  /** Plugins that must come before this one. */
  readonly dependencies: readonly string[];
  /** Plugins that come before this one if they are there at all. */
  readonly optionalDependencies: readonly string[];
  readonly state: "ready" | "disabled" | "failed";
  /** Passed in code: such plugins come first, in the order given, whatever their names. @defaultValue false */
  readonly fixedFirst?: boolean;
}
