/** One entry of a git configuration: section, subsection and name as one key, the name and section in small letters. */
export interface GitSetting {
  readonly key: string;
  readonly value: string;
}

/**
 * Reads the text of a git configuration as git does: sections, subsections in quotes, continued lines, comments, values in
 * quotes. Pure.
 *
 * @returns `undefined` when a line cannot be read: git would read something else out of it.
 */
export function parseGitConfig(text: string): readonly GitSetting[] | undefined {
  const settings: GitSetting[] = [];
  let section: string | undefined;
  let rest = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  while (rest !== "") {
    const blank = /^(?:[ \t\f\v\n]+|[#;][^\n]*)/.exec(rest)?.[0];
    if (blank !== undefined) {
      rest = rest.slice(blank.length);
      continue;
    }
    const header = /^\[([-.\w]+)(?:[ \t]+"((?:[^"\\\n]|\\[^\n])*)")?[ \t]*\]/.exec(rest);
    if (header) {
      const [whole, name = "", subsection] = header;
      const own = subsection?.replace(/\\(.)/g, "$1");
      section = own === undefined ? name.toLowerCase() : `${name.toLowerCase()}.${own}`;
      rest = rest.slice(whole.length);
      continue;
    }
    const name = /^[A-Za-z][-A-Za-z0-9]*[ \t]*/.exec(rest)?.[0];
    if (name === undefined || section === undefined) return undefined;
    rest = rest.slice(name.length);
    const key = `${section}.${name.trim().toLowerCase()}`;
    if (!rest.startsWith("=")) {
      // A name alone means true.
      if (rest !== "" && !/^[\n#;]/.test(rest)) return undefined;
      settings.push({ key, value: "true" });
      continue;
    }
    const value = readValue(rest.slice(1));
    if (!value) return undefined;
    settings.push({ key, value: value.text });
    rest = value.rest;
  }
  return settings;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", b: "\b", '"': '"', "\\": "\\" };

function readValue(text: string): { readonly text: string; readonly rest: string } | undefined {
  let value = "";
  let isQuoted = false;
  let at = 0;
  for (; at < text.length; at++) {
    const letter = text[at] ?? "";
    if (letter === "\n") break;
    if (letter === '"') isQuoted = !isQuoted;
    else if (letter === "\\") {
      const next = text[++at] ?? "";
      if (next === "\n") continue;
      const meant = Object.hasOwn(ESCAPES, next) ? ESCAPES[next] : undefined;
      if (meant === undefined) return undefined;
      value += meant;
    } else if (!isQuoted && (letter === "#" || letter === ";")) {
      const end = text.indexOf("\n", at);
      at = end === -1 ? text.length : end;
      break;
    } else value += letter;
  }
  return isQuoted ? undefined : { text: value.trim(), rest: text.slice(at) };
}
