import type { ToolProperty } from "./tool-properties.ts";
import { toWords } from "./words.ts";

/** The part that a parameter plays in a sentence: which little words stand before its value. */
export interface Role {
  readonly prepositions: readonly string[];
  /** Whether its value is a name or a short phrase, and not a text of any length. */
  readonly isShort: boolean;
}

const ROLES: readonly (readonly [RegExp, Role])[] = [
  [/^(?:from|origin|source|start|departure|sender|old)$/, short("from")],
  [/^(?:to|destination|target|end|arrival|receiver|recipient|into)$/, short("to", "into")],
  [
    /^(?:channel|list|project|board|queue|team|group|playlist|calendar|environment)$/,
    short("to", "in", "on", "into", "for"),
  ],
  [
    /^(?:city|place|location|near|where|address|country|region|town|room|area|airport|venue|station|stop|dock|harbour|harbor|resort|zone|branch|shop|site)$/,
    short("in", "at", "near", "around", "for", "of", "from", "to", "on", "into", "by"),
  ],
  [
    /^(?:topic|subject|about|category|theme|keyword|keywords|term|query|search|reason)$/,
    short("about", "on", "regarding", "concerning", "for", "because of", "because", "of"),
  ],
  [
    /^(?:recipient|customer|user|username|assignee|person|contact|client|employee|owner|author|artist|guest|patient|member|student|pupil|teacher|tenant|composer|writer|supplier|company|restaurant|attendee)$/,
    short("to", "for", "with", "of", "by", "at", "from"),
  ],
];

function short(...prepositions: string[]): Role {
  return { prepositions, isShort: true };
}

const FREE =
  /^(?:message|text|body|content|note|comment|task|prompt|description|details|summary|question|input|code|sql|command|statement|script)$/;

/** Finds it by the words of the key, the last one first, else of its description's beginning. */
export function roleOf({ key, schema, kind }: ToolProperty): Role | undefined {
  const words = toWords(key);
  for (const word of [...words].reverse()) {
    if (FREE.test(word)) return undefined;
    const role = ROLES.find(([pattern]) => pattern.test(word))?.[1];
    if (role) return role;
  }
  const about = toWords(schema.description ?? "").slice(0, 6);
  for (const word of about) {
    const role = ROLES.find(([pattern]) => pattern.test(word))?.[1];
    if (role) return role;
  }
  return kind === "name" ? short("called", "named", "titled", "of", "for", "by", "to") : undefined;
}

/** Whether a parameter takes text of any length. */
export function isFree({ key }: ToolProperty): boolean {
  return toWords(key).some((word) => FREE.test(word));
}
