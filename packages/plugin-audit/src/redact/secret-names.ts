const SECRET_WORDS: ReadonlySet<string> = new Set(
  (
    "password passwords passwd pwd passphrase passcode pin secret secrets credential credentials token tokens jwt otp " +
    "bearer authorization cookie cookies apikey authtoken accesstoken privatekey secretkey sessionid pat dsn mnemonic"
  ).split(" "),
);

/** "key" after one of these is a secret one; alone it is a key of a table or of a keyboard. */
const KEY_WORDS: ReadonlySet<string> = new Set(
  (
    "api private access secret signing encryption account auth ssh master shared license subscription storage service " +
    "app client deploy webhook hmac"
  ).split(" "),
);

/** After "token" these mean that tokens are counted. */
const MEASURES: ReadonlySet<string> = new Set(
  "count counts limit limits budget usage type types size length window rate".split(" "),
);

/** Members that hold what stands in files. How much it was is all that is kept. */
const CONTENT_NAMES: ReadonlySet<string> = new Set(
  (
    "content contents file_content file_contents file_text file_data old_string new_string old_str new_str old_text " +
    "new_text insert_text new_source old_source patch diff base64 blob stdin"
  ).split(" "),
);

/** Whether a member, header, option or variable of this name holds a secret, however it is spelt. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  if (words.length === 1 && words[0] === "auth") return true;
  return words.some((word, index) => {
    if (word === "key" || word === "keys") return KEY_WORDS.has(words[index - 1] ?? "");
    if ((word === "token" || word === "tokens") && MEASURES.has(words[index + 1] ?? "")) return false;
    return SECRET_WORDS.has(word);
  });
}

/** Whether a number of this name counts something: `max_tokens`. */
export function isCountName(name: string): boolean {
  return wordsOf(name).includes("tokens");
}

export function isContentName(name: string): boolean {
  return CONTENT_NAMES.has(wordsOf(name).join("_"));
}

// The same few names come with every entry.
const MAX_REMEMBERED = 1024;
const remembered = new Map<string, readonly string[]>();

function wordsOf(name: string): readonly string[] {
  const known = remembered.get(name);
  if (known) return known;
  const words = splitName(name);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  if (name.length <= 60) remembered.set(name, words);
  return words;
}

function splitName(name: string): readonly string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}
