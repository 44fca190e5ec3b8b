import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programs } from "./shell-scripts.ts";

/** They say that they ran, then they do. */
const wrappers = ["env", "nice", "nohup", "timeout", "stdbuf", "xargs", "find", "sh", "bash", "cat"];

const separator = "\u001f";

/** One program that ran: its name and its arguments. */
export type Run = readonly string[];

/** Where bash is, on a machine that has one. */
export const bash: string | undefined = findProgram("bash");

function findProgram(name: string): string | undefined {
  return ["/bin", "/usr/bin", "/usr/local/bin"]
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/**
 * What each script runs in a real bash. It finds nothing but stand-ins, which write their name and arguments to a file of
 * their process: the programs do nothing else, the wrappers become what they stand for.
 */
export function runTraced(scripts: readonly string[]): readonly (readonly Run[])[] {
  const folder = mkdtempSync(join(tmpdir(), "asky-gate-shell-"));
  try {
    return runIn(folder, scripts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runIn(folder: string, scripts: readonly string[]): readonly (readonly Run[])[] {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const say = `printf '%s\\037' "\${0##*/}" "$@" >>"$TRACE/$$"; printf '\\036' >>"$TRACE/$$"`;
  for (const program of programs) {
    const end = program === "pb" ? "exit 1" : "exit 0";
    writeFileSync(join(bin, program), `#!/bin/sh\n${say}\n${end}\n`, { mode: 0o755 });
  }
  for (const wrapper of wrappers) {
    const real = findProgram(wrapper);
    if (real !== undefined) {
      writeFileSync(join(bin, wrapper), `#!/bin/sh\n${say}\nexec ${real} "$@"\n`, { mode: 0o755 });
    }
  }
  for (const [index, script] of scripts.entries()) {
    mkdirSync(join(folder, `${index}`, "work"), { recursive: true });
    mkdirSync(join(folder, `${index}`, "trace"));
    writeFileSync(join(folder, `${index}`, "script"), script);
  }
  const timeout = findProgram("timeout");
  const driver = `
    ulimit -t 5; ulimit -f 2048; ulimit -c 0
    for ((i = 0; i < ${scripts.length}; i++)); do
      cd "${folder}/$i/work" &&
        TRACE="${folder}/$i/trace" ${timeout} -s KILL 3 ${bash} --norc --noprofile ../script </dev/null >/dev/null 2>&1
    done 2>/dev/null`;
  spawnSync(bash ?? "bash", ["--norc", "--noprofile", "-c", driver], {
    env: { PATH: bin, HOME: folder, LC_ALL: "C" },
    stdio: "ignore",
    timeout: 600_000,
  });
  return scripts.map((_, index) => readTrace(join(folder, `${index}`, "trace")));
}

function readTrace(folder: string): Run[] {
  return readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), "utf8")
      .split("\u001e")
      .filter((record) => record !== "")
      .map((record) => record.split(separator).slice(0, -1)),
  );
}
