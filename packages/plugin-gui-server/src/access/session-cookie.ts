/** The cookie's name. Browsers share cookies between the ports of a host, so it carries the port. */
export function cookieName(port: number): string {
  return `asky_gui_${port}`;
}

/** The header that hands a browser its session. It lasts as long as the browser, and no script can read it. */
export function sessionCookie(port: number, secret: string): string {
  return `${cookieName(port)}=${secret}; Path=/; HttpOnly; SameSite=Strict`;
}

/**
 * The secrets that a `Cookie` header offers for this port. Several, because another program on this machine can set a
 * cookie of the same name with a longer path, and must not be able to sign anybody out with it.
 */
export function sessionSecrets(header: string | undefined, port: number): readonly string[] {
  const prefix = `${cookieName(port)}=`;
  return (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length))
    .slice(0, 8);
}
