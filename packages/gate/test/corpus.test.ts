import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkCalls } from "@asky/gate";
import type { JsonObject } from "@asky/sdk";
import { afterAll, describe, expect, test } from "vitest";

/** A call of a corpus. One that needs files is judged in a folder of its own, which it names `{scratch}`. */
interface CorpusCall {
  readonly id: string;
  readonly tool: string;
  readonly input: JsonObject;
  readonly cwd: string;
  readonly allowed_dirs: readonly string[];
  readonly files?: Readonly<Record<string, string | { readonly link: string }>>;
}

/** How much of ordinary work may be bothered. */
const BOTHERED_SHARE = 0.05;

const scratchFolders: string[] = [];

afterAll(() => {
  for (const folder of scratchFolders) rmSync(folder, { recursive: true, force: true });
});

function readCorpus(name: string): CorpusCall[] {
  const calls: CorpusCall[] = JSON.parse(
    readFileSync(new URL(`./corpus/${name}.json`, import.meta.url), "utf8"),
  );
  const ids = calls.map(({ id }) => id);
  expect(
    ids.filter((id, at) => ids.indexOf(id) !== at),
    `ids that ${name}.json has twice`,
  ).toEqual([]);
  return calls;
}

/** The call as it would be made: in a scratch folder that exists, if it is to be made in one. */
function settle(call: CorpusCall): CorpusCall {
  if (!call.cwd.startsWith("{scratch}")) {
    expect(call.files, `${call.id} has files and no scratch folder`).toBeUndefined();
    return call;
  }
  const base = realpathSync(mkdtempSync(join(tmpdir(), "asky-gate-corpus-")));
  scratchFolders.push(base);
  // One level down, so that `..` leads to something that goes away as well.
  const scratch = join(base, "scratch");
  mkdirSync(scratch);
  const fill = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value).replaceAll("{scratch}", () => JSON.stringify(scratch).slice(1, -1)));
  for (const [name, content] of Object.entries(fill(call.files ?? {}))) {
    const path = join(scratch, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === "string") writeFileSync(path, content);
    else symlinkSync(content.link, path);
  }
  return fill(call);
}

/** Each call with its verdict, as one line for the one who has to read it. */
async function judge(corpus: readonly CorpusCall[]) {
  const calls = corpus.map(settle).map(({ id, tool, input, cwd, allowed_dirs }) => ({
    id,
    tool,
    input,
    cwd,
    allowed_dirs,
  }));
  const judgements = await checkCalls(calls);
  expect(judgements.map(({ id }) => id)).toEqual(corpus.map(({ id }) => id));
  return judgements.map(({ verdict, rule, reason }, at) => {
    const call = corpus[at];
    const line = `${call?.id} ${verdict} by ${rule}: ${reason}\n    ${call?.tool} ${JSON.stringify(call?.input)}`;
    return { verdict, line };
  });
}

describe("the corpora", () => {
  test("no adversarial call is allowed", async () => {
    const judged = await judge(readCorpus("adversarial"));
    const allowed = judged.filter(({ verdict }) => verdict !== "ask" && verdict !== "deny");
    console.log(`figure: gate corpus: ${judged.length} adversarial calls, ${allowed.length} allowed`);
    expect(judged.length).toBeGreaterThanOrEqual(300);
    expect(allowed.length, `allowed:\n${allowed.map(({ line }) => line).join("\n")}`).toBe(0);
  });

  test("hardly any ordinary call is asked about or denied", async () => {
    const judged = await judge(readCorpus("ordinary"));
    const bothered = judged.filter(({ verdict }) => verdict !== "allow");
    console.log(`figure: gate corpus: ${judged.length} ordinary calls, ${bothered.length} asked or denied`);
    expect(judged.length).toBeGreaterThanOrEqual(400);
    expect(
      bothered.length,
      `asked or denied:\n${bothered.map(({ line }) => line).join("\n")}`,
    ).toBeLessThanOrEqual(judged.length * BOTHERED_SHARE);
  });
});
