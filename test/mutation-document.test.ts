import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, textOf } from "./workspace.ts";

/** A mutant that no test can tell from the code. */
interface Survivor {
  readonly label: string;
  readonly file: string;
  readonly code: string;
  readonly mutant: string;
}

const document = textOf(join(root, "docs", "mutation.md"));
const { mutate } = JSON.parse(textOf(join(root, "stryker.config.json"))) as { mutate: string[] };
const rows = document.split("\n").filter((line) => line.startsWith("| ["));
const survivors = rows.map(readRow);

function readRow(row: string): Survivor {
  const [, label = "", file = "", code = "", mutant = ""] =
    /^\| \[([^\]]+)\]\(\.\.\/([^)]+)\) \| `([^`]+)` \| `([^`]+)` \| .+ \|$/.exec(row) ?? [];
  // In a table a bar has a backslash before it, within code as well.
  return { label, file, code: code.replaceAll("\\|", "|"), mutant: mutant.replaceAll("\\|", "|") };
}

describe("docs/mutation.md", () => {
  test("lists as many survivors as it counts", () => {
    const [, count] = /\*\*(\d+) mutants live\*\*/.exec(document) ?? [];
    expect(survivors).toHaveLength(Number(count));
    expect(survivors.length).toBeGreaterThan(0);
  });

  test.each(survivors.map((survivor) => [`${survivor.label}: ${survivor.code}`, survivor] as const))(
    "quotes what stands in %s",
    (_, { label, file, code, mutant }) => {
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(file.replace(/^packages\/|\/src|\.ts$/g, "")).toBe(label);
      expect(mutate).toContain(file.replace(/[^/]+$/, "*.ts"));
      expect(textOf(join(root, file))).toContain(code);
      expect(mutant).not.toBe(code);
    },
  );
});
