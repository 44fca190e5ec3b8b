import { API_VERSION, type PluginErrorCode, type Problem } from "@asky/sdk";
import { describeError, hintOf } from "../problems/describe-error.ts";
import { listTexts, listValues } from "../text/list-values.ts";
import { quote } from "../text/visible-text.ts";

// A package is looked at without regard to the plugin that is wanted from it: whoever asked adds `plugin` and `place`.

/** `what` completes the sentence `The module "…" …`. */
export function moduleNameInvalid(module: string, what: string): Problem {
  return {
    severity: "error",
    code: "MODULE_NAME_INVALID",
    phase: "roster",
    message: `The module ${quote(module)} ${what}.`,
    hint: 'Name an installed npm package, with a subpath if need be, for example module = "asky-plugin-notes" or module = "@asky/plugin-persona/manager".',
  };
}

/** `equivalent` is the npm name of the same plugin, `null` when it has none, `undefined` when the path is unknown. */
export function moduleNamePython(module: string, equivalent: string | null | undefined): Problem {
  const hints = {
    known: `Set module = "${equivalent}".`,
    none: "There is no npm package for this plugin yet: set enabled = false for it.",
    unknown: "Set module to the npm name of a package that does the same, or set enabled = false for it.",
  };
  return {
    severity: "error",
    code: "MODULE_NAME_PYTHON",
    phase: "roster",
    message: `The module ${quote(module)} is a dotted path of the Python program; plugins are npm packages here.`,
    hint: equivalent === undefined ? hints.unknown : hints[equivalent === null ? "none" : "known"],
  };
}

export function packageNotFound(packageName: string, fromDirs: readonly string[]): Problem {
  return loadProblem("PACKAGE_NOT_FOUND", {
    message: `No package named ${quote(packageName)} is installed in ${fromDirs.map(quote).join(" or ")}, nor in a folder above.`,
    hint: `Run npm install --prefix ${quote(fromDirs[0] ?? ".")} ${packageName}, or set enabled = false for the plugin.`,
  });
}

export function packageVersionUnfit(
  packageName: string,
  facts: {
    readonly installed: string;
    readonly range: string;
    readonly directory: string;
    readonly from: string;
  },
): Problem {
  return loadProblem("PACKAGE_NOT_FOUND", {
    message: `No package ${quote(packageName)} of a version in ${quote(facts.range)} is installed: ${quote(facts.directory)} holds ${quote(facts.installed)}.`,
    hint: `Run npm install --prefix ${quote(facts.from)} ${quote(`${packageName}@${facts.range}`)}, or change version in plugins.toml.`,
  });
}

export function packageJsonUnreadable(packageJsonPath: string, reason: string): Problem {
  return loadProblem("MANIFEST_INVALID", {
    message: `${quote(packageJsonPath)} cannot be read: ${reason}`,
    hint: "Install the package again.",
  });
}

/** What the package does export is listed, so that the right subpath can be picked. */
export function packageNotExported(
  packageName: string,
  facts: { readonly subpath: string; readonly exported: readonly string[]; readonly reason: string },
): Problem {
  const modules = facts.exported.map((subpath) => packageName + subpath.slice(1));
  return {
    ...loadProblem("PACKAGE_NOT_EXPORTED", {
      message: `The package ${quote(packageName)} does not export ${quote(facts.subpath)}.`,
      hint:
        modules.length === 0
          ? `Install another version of ${quote(packageName)}, or name another package.`
          : `Set module to one of its exports: ${listValues(modules)}.`,
    }),
    causes: [facts.reason],
  };
}

export function packageOutside(packageName: string, path: string, directory: string): Problem {
  return loadProblem("PACKAGE_OUTSIDE", {
    message: `The package ${quote(packageName)} exports ${quote(path)}, which lies outside its own folder ${quote(directory)}.`,
    hint: `Remove the package: npm packages have no reason to do that.`,
  });
}

export function packageImportFailed(packageName: string, path: string, error: unknown): Problem {
  const { message, causes } = describeError(error);
  return {
    ...loadProblem("PACKAGE_IMPORT_FAILED", {
      message: `Importing ${quote(path)} of the package ${quote(packageName)} failed.`,
      hint: `Install ${quote(packageName)} again with all it depends on, or set enabled = false for the plugin.`,
    }),
    causes: [message, ...causes],
  };
}

/** Whoever awaits such a module would call the function, and perhaps wait for ever. */
export function packageExportsThen(): Problem {
  return {
    ...loadProblem("PACKAGE_EXPORTS_THEN", {
      message: 'The module exports "then", so that it looks like a promise; it is loaded all the same.',
      hint: 'Tell the author of the package to give the export "then" another name.',
    }),
    severity: "warning",
  };
}

/** The code that runs is not the code on disk: a process never reads a module a second time. */
export function codeNeedsRestart(facts: {
  readonly packageName: string;
  readonly loaded: string;
  readonly onDisk: string;
}): Problem {
  const { packageName, loaded, onDisk } = facts;
  const now = loaded === onDisk ? "the same version with other files" : `version ${quote(onDisk)}`;
  return {
    ...loadProblem("CODE_NEEDS_RESTART", {
      message: `This process has loaded version ${quote(loaded)} of the package ${quote(packageName)}, and ${now} is installed by now; the old code goes on.`,
      hint: "Stop the host and start it again: only a new process loads new code.",
    }),
    severity: "warning",
  };
}

/** `faults` are full clauses, each with its key. */
export function manifestInvalid(packageName: string, file: string, faults: readonly string[]): Problem {
  return {
    ...loadProblem("MANIFEST_INVALID", {
      message: `The "asky" field of package ${quote(packageName)} is not valid: ${listTexts(faults, "; ")}.`,
      hint: `Install another version of ${quote(packageName)}, or tell its author.`,
    }),
    place: { file, key: "asky" },
  };
}

/** `what` completes the sentence `The manifest of package "…" and the plugin disagree: …`. */
export function manifestMismatch(packageName: string, file: string, what: string): Problem {
  return {
    ...loadProblem("MANIFEST_MISMATCH", {
      message: `The manifest of package ${quote(packageName)} and the plugin disagree: ${what}.`,
      hint: `Install another version of ${quote(packageName)}, or tell its author.`,
    }),
    place: { file, key: "asky" },
  };
}

export function sdkIncompatible(what: string, apiVersion: number): Problem {
  return loadProblem("SDK_INCOMPATIBLE", {
    message: `${what} was built for version ${apiVersion} of the plugin contract; this host speaks version ${API_VERSION}.`,
    hint:
      apiVersion > API_VERSION
        ? "Update the host, or install an older version of the package."
        : "Install a newer version of the package.",
  });
}

/** `wanted` is the export that was asked for; `exported` what there is. */
export function pluginClassMissing(wanted: string | undefined, exported: readonly string[]): Problem {
  const what = wanted === undefined ? "no plugin" : `nothing named ${quote(wanted)}`;
  const there = exported.length === 0 ? "It exports nothing." : `It exports ${listValues(exported)}.`;
  return loadProblem("PLUGIN_CLASS_MISSING", {
    message: `The module exports ${what}. ${there}`,
    hint: "Set class to the export that holds the plugin, or module to the package or subpath that has it.",
  });
}

export function pluginClassAmbiguous(used: string, candidates: readonly string[]): Problem {
  return {
    ...loadProblem("PLUGIN_CLASS_AMBIGUOUS", {
      message: `The module exports several plugins, ${listValues(candidates)}; ${quote(used)} is used.`,
      hint: `Set class = ${quote(used)}, or another of them.`,
    }),
    severity: "warning",
  };
}

/** `what` completes the sentence `The export "…" …`. */
export function pluginClassInvalid(
  exportName: string,
  what: string,
  error?: { readonly thrown: unknown },
): Problem {
  const described = error && describeError(error.thrown);
  return {
    ...loadProblem("PLUGIN_CLASS_INVALID", {
      message: `The export ${quote(exportName)} ${what}.`,
      hint: hintOf(
        error?.thrown,
        "Set class to an export that is a plugin, or tell the author of the package.",
      ),
    }),
    ...(described && { causes: [described.message, ...described.causes] }),
  };
}

export function pluginNameMismatch(key: string, ownName: string): Problem {
  return loadProblem("PLUGIN_NAME_MISMATCH", {
    message: `The plugin calls itself ${quote(ownName)}, but its key in plugins.toml is ${quote(key)}.`,
    hint: `Rename [plugin.${key}] to [plugin.${ownName === "" ? "…" : quote(ownName).slice(1, -1)}], with its files in plugins/.`,
  });
}

function loadProblem(
  code: PluginErrorCode,
  { message, hint }: { readonly message: string; readonly hint: string },
): Problem {
  return { severity: "error", code, phase: "load", message, hint };
}
