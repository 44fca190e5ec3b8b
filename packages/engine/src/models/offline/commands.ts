const PROGRAMS: ReadonlySet<string> = new Set(
  `ansible apt awk bash biome brew bun bundle cargo cat chmod chown cmake composer cp curl date deno df diff docker dotnet du echo env
  eslint ffmpeg file find free gem git go gradle grep gunzip gzip head helm hostname htop java javac jest journalctl jq kill kubectl less
  ln ls lsof make mkdir mv mvn mysql netstat node npm npx perl php ping pip pip3 pnpm podman prettier ps psql pwd pytest python python3
  rm rmdir rsync ruby rustc scp sed sh sort sqlite3 ss ssh stat systemctl tail tar terraform top touch tree tsc uname uniq unzip uptime
  uv vitest wc wget which whoami xargs yarn zip zsh`.split(/\s+/),
);

/** Programs whose names nobody types without meaning them. */
const PLAIN =
  /^(?:git|npm|npx|pnpm|yarn|node|python3?|pip3?|cargo|docker|kubectl|pytest|vitest|tsc|curl|wget|mkdir|chmod|df|du|whoami|uname)$/;

/** Finds the command that a sentence wants run: in backticks or behind "run", never out of a plain question. */
export function findCommand(sentence: string): string | undefined {
  const [, quoted] = /(?:`([^`]+)`)/.exec(sentence) ?? [];
  const isWanted = /\b(?:run|execute|exec|launch|shell|bash|terminal|command|output of)\b/i.test(sentence);
  if (quoted !== undefined && (isWanted || isProgram(quoted))) return quoted.trim();
  const [, double] =
    /\b(?:run|execute|command|exec)\s+(?:the\s+)?(?:(?:shell\s+)?command\s*:?\s*)?["“]([^"”]+)["”]/i.exec(
      sentence,
    ) ?? [];
  if (double !== undefined) return double.trim();
  const [, spelledOut] =
    /\bcommand\s*:?\s+(?!(?:that|which|to|in|on|for|line)\b)([a-z./][^?!]*)/.exec(sentence) ?? [];
  if (spelledOut !== undefined && isWanted && (isProgram(spelledOut) || /\brun|execute\b/i.test(sentence)))
    return trim(spelledOut);
  for (const [, told = ""] of sentence.matchAll(
    /\b(?:run|execute|exec|launch|output of|(?:shell|bash|terminal)\s*:?)\s+(?:the\s+)?([a-z./~].*)$/gis,
  )) {
    if (isProgram(told)) return trim(told);
  }
  const bare = sentence.trim();
  const [program = "", next = ""] = bare.split(/\s+/);
  const isBare = PLAIN.test(program) && !bare.endsWith("?") && /^[a-z-]/.test(next);
  return isBare ? trim(bare) : undefined;
}

function isProgram(text: string): boolean {
  const [program = ""] = text.trim().split(/\s+/);
  return (
    PROGRAMS.has(program.replace(/[.,;:!?]+$/, "")) || /^(?:\.{1,2}|~)?\/[\w./-]+$|^[\w-]+\.sh$/.test(program)
  );
}

/** The command without what the sentence says about it. */
function trim(text: string): string {
  return text
    .replace(
      /(?:,|\s+and)\s+(?:then\s+)?(?:show|tell|give|print|report|let|send|see|explain|summari[sz]e|what|paste|post|say)\b.*$/is,
      "",
    )
    .replace(
      /\s+(?:for (?:me|us)|please|now|again|once|in (?:a|the) (?:shell|terminal)|with bash)\b.*$/is,
      "",
    )
    .replace(/[\s.?!,;]+$/, "")
    .trim();
}
