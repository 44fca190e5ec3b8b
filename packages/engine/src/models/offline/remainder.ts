import type { ToolFunctionSchema } from "@asky/sdk";
import { GAP } from "./phrases.ts";
import { findValues, type TextValues } from "./text-values.ts";
import { propertiesOf, type ToolProperty } from "./tool-properties.ts";

/** A sentence out of which the values for one tool are taken. What was taken is gone from the rest. */
export class Remainder {
  /** Whether a required parameter got a value that can only be meant for it. */
  isSpecific = false;
  /** The sentence with gaps where something was taken. */
  rest: string;
  readonly tool: ToolFunctionSchema["function"];
  readonly sentence: string;
  readonly values: TextValues;
  readonly now: Date;
  readonly properties: readonly ToolProperty[];
  readonly used: Set<string> = new Set();
  /** Where numbers and known names were taken from. */
  readonly usedAt: Set<number> = new Set();

  constructor(tool: ToolFunctionSchema["function"], sentence: string, now: Date) {
    this.tool = tool;
    this.sentence = sentence;
    this.values = findValues(sentence);
    this.now = now;
    this.properties = propertiesOf(tool);
    this.rest = sentence;
  }

  use(value: string, isTelling: boolean): string {
    this.used.add(value);
    this.rest = this.rest.replace(value, GAP);
    if (isTelling) this.isSpecific = true;
    return value;
  }

  take(values: readonly string[], isTelling: boolean): string | undefined {
    const value = values.find((candidate) => !this.used.has(candidate));
    return value === undefined ? undefined : this.use(value, isTelling);
  }

  takeAll(values: readonly string[]): readonly string[] | undefined {
    const left = values.filter((value) => !this.used.has(value));
    for (const value of left) this.use(value, true);
    return left.length > 0 ? left : undefined;
  }
}
