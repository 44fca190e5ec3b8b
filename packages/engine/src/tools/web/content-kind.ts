/** What a page is, by its `content-type`. */
export interface ContentKind {
  readonly kind: "html" | "text" | "json";
  /** As it says; the page itself may say something else. */
  readonly charset: string | undefined;
}

/** Reads a `content-type`; `undefined` when it is nothing that can be read as text. */
export function contentKindOf(header: string | undefined): ContentKind | undefined {
  const [type = "", ...parameters] = (header ?? "")
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const charset = parameters
    .find((part) => part.startsWith("charset="))
    ?.slice(8)
    .replaceAll('"', "");
  if (type === "text/html" || type === "application/xhtml+xml") return { kind: "html", charset };
  if (type === "application/json" || /^application\/[\w.-]+\+json$/.test(type))
    return { kind: "json", charset };
  return /^text\/[\w.+-]+$/.test(type) ? { kind: "text", charset } : undefined;
}

/** As far as a page is searched for a word on its character set. */
const HEAD_BYTES = 1024;

/** Bytes as text, by what the head says, else the page itself, else UTF-8. */
export function decodePage(bytes: Buffer, { kind, charset }: ContentKind): string {
  const head = kind === "html" ? bytes.toString("latin1", 0, HEAD_BYTES) : "";
  const said = charset ?? /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]+)/i.exec(head)?.[1] ?? "utf-8";
  return decoderFor(said).decode(bytes);
}

function decoderFor(label: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(label);
  } catch (error) {
    if (error instanceof RangeError) return new TextDecoder();
    throw error;
  }
}
