/** A host as it stands in a URL: an IPv6 address in brackets. */
export function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/**
 * The `Host` headers that a request for this server can carry. Any other comes from a page whose name was pointed at
 * this machine.
 */
export function allowedHosts(host: string, port: number): ReadonlySet<string> {
  const names = ["127.0.0.1", "localhost", "[::1]", urlHost(host)];
  const bare = port === 80 ? names : [];
  return new Set([...names.map((name) => `${name}:${port}`), ...bare]);
}
