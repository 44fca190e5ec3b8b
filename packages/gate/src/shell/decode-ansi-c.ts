const simpleEscapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  e: "\u001b",
  E: "\u001b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "?": "?",
};

const escapeForm =
  /\\(?:([abeEfnrtv\\'"?])|([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(?:u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})))/y;

/** The text between the quotes of `$'…'`; `undefined` when it is not sure what the shell makes of it. */
export function decodeAnsiC(source: string): string | undefined {
  let decoded = "";
  for (let at = 0; at < source.length; ) {
    if (source[at] !== "\\") {
      decoded += source[at];
      at++;
      continue;
    }
    escapeForm.lastIndex = at;
    const found = escapeForm.exec(source);
    if (found === null) {
      return undefined;
    }
    const [whole, simple, octal, hex, short, long] = found;
    const character =
      simple === undefined ? decodeNumber(octal, hex ?? short ?? long) : simpleEscapes[simple];
    if (character === undefined) {
      return undefined;
    }
    decoded += character;
    at += whole.length;
  }
  return decoded;
}

/** Zero ends the text, and what is beyond ASCII depends on the locale. */
function decodeNumber(octal: string | undefined, hex: string | undefined): string | undefined {
  const code = octal === undefined ? Number.parseInt(hex ?? "", 16) : Number.parseInt(octal, 8);
  return code > 0 && code < 128 ? String.fromCharCode(code) : undefined;
}
