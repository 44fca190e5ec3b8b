/** Words that make a name a secret's. */
const SECRET_WORDS: ReadonlySet<string> = new Set([
  ...["password", "passwords", "passwd", "pwd", "passphrase", "passcode"],
  ...["secret", "secrets", "credential", "credentials", "token", "tokens", "jwt", "otp", "bearer"],
  ...["authorization", "cookie", "cookies", "apikey", "authtoken", "accesstoken", "privatekey", "sessionid"],
]);

/** What stands before "key" in the name of a secret key. */
const KEY_WORDS: ReadonlySet<string> = new Set([
  ...[
    "api",
    "private",
    "access",
    "secret",
    "signing",
    "encryption",
    "account",
    "auth",
    "ssh",
    "master",
    "shared",
  ],
  ...["license", "subscription", "storage"],
]);

/** After "token", these mean that tokens are counted or described. */
const MEASURES: ReadonlySet<string> = new Set([
  ...[
    "count",
    "counts",
    "limit",
    "limits",
    "budget",
    "usage",
    "type",
    "types",
    "size",
    "length",
    "window",
    "rate",
  ],
]);

/** Whether a member, header, option or variable of this name holds a secret. Spelling does not matter: `apiKey`, `API-KEY`. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  if (words.length === 1 && words[0] === "auth") return true;
  return words.some((word, index) => {
    const next = words[index + 1];
    if (word === "key") return KEY_WORDS.has(words[index - 1] ?? "");
    if ((word === "token" || word === "tokens") && next !== undefined && MEASURES.has(next)) return false;
    // A session id is a secret where it is a cookie's name, as in "sessionid"; "session_id" is ours and names a session.
    return SECRET_WORDS.has(word);
  });
}

/** Whether a number of that name counts something and is no secret: `max_tokens`, as against `pin_secret`. */
export function isCount(name: string): boolean {
  return wordsOf(name).includes("tokens");
}

function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}
