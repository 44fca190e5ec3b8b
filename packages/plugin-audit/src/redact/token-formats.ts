/** What a secret looks like. Where a pattern has a group named `secret`, only that is one. */
export interface TokenFormat {
  /** What stands in its place, in brackets. */
  readonly kind: string;
  /** With the flags `d` and `g`. No unbounded repetition is followed by anything, so no text makes it slow. */
  readonly pattern: RegExp;
}

/** Secrets whose issuers gave them a form to be found by, and places where texts have their secrets. */
export const TOKEN_FORMATS: readonly TokenFormat[] = [
  {
    kind: "private key",
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----(?:(?!-----END)[\w+/=\s\\:,.()-])*(?:-----END [A-Z0-9 ]{0,60}-----)?/dg,
  },
  { kind: "private key", pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/dg },
  { kind: "web token", pattern: /\beyJ[\w-]{6,1000}\.[\w-]{6,}(?:\.[\w-]*){0,3}/dg },
  { kind: "api key", pattern: /\bsk-[\w-]{16,}/dg },
  { kind: "payment key", pattern: /\b(?:sk|rk|pk)_(?:live|test)_\w{10,}/dg },
  { kind: "webhook secret", pattern: /\bwhsec_[\w+/=]{16,}/dg },
  { kind: "forge token", pattern: /\b(?:gh[opusr]_|github_pat_)\w{16,}/dg },
  { kind: "forge token", pattern: /\bgl(?:pat|dt|ptt|rt|cbt|soat|ft|agent|imt)-[\w.-]{16,}/dg },
  { kind: "forge token", pattern: /\bATATT3[\w=-]{20,}|\bATBB\w{20,}/dg },
  {
    kind: "registry token",
    pattern: /\bnpm_\w{30,}|\bpypi-[\w-]{16,}|\bdckr_pat_[\w-]{20,}|\brubygems_\w{30,}/dg,
  },
  {
    kind: "model token",
    pattern: /\bhf_[A-Za-z0-9]{16,}|\bgsk_\w{16,}|\br8_\w{16,}|\bpplx-\w{20,}|\bxai-\w{20,}/dg,
  },
  { kind: "chat token", pattern: /\bxox[a-z]-[\w-]{8,}|\bxapp-[\w-]{8,}|\b\d{8,10}:AA[\w-]{30,}/dg },
  {
    kind: "chat token",
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[\w/-]{8,})/dg,
  },
  { kind: "chat token", pattern: /discord(?:app)?\.com\/api\/webhooks\/(?<secret>[\w/-]{8,})/dg },
  { kind: "cloud key", pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/dg },
  {
    kind: "cloud key",
    pattern: /\bAIza[\w-]{30,}|\bya29\.[\w.-]{16,}|\bGOCSPX-[\w-]{20,}|\bdo[opr]_v1_\w{16,}/dg,
  },
  { kind: "cloud key", pattern: /[?&](?:sig|X-Amz-Signature|X-Goog-Signature)=(?<secret>[\w%+/=-]{16,})/dg },
  {
    kind: "service token",
    pattern: /\bSG\.[\w-]{16,64}\.[\w-]{16,}|\bshp(?:at|ca|pa|ss)_\w{16,}|\blin_api_\w{16,}/dg,
  },
  {
    kind: "service token",
    pattern: /\bsntry[su]_[\w=+/-]{20,}|\bdapi[0-9a-f]{32}\b|\bhv[sbr]\.[\w-]{20,}|\bPMAK-[\w-]{20,}/dg,
  },
  // Behind the name of a scheme, credentials are what is long or has a digit; "basic understanding" has neither.
  {
    kind: "credentials",
    pattern:
      /\b(?:bearer|basic|digest|token)\s{1,4}(?=[\w+/.~=-]{0,200}\d|[\w+/.~=-]{24})(?<secret>[\w+/.~=-]{8,})/dgi,
  },
  // Between the colon and the last @ before the host's end.
  {
    kind: "password",
    pattern: /[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"'<>]{0,100}:(?<secret>[^\s/"'<>]{1,400})@/dgi,
  },
  { kind: "password", pattern: /\s(?:-u|--user)[\s=]{0,4}["']?[^\s:"']{1,100}:(?<secret>[^\s"']{1,400})/dg },
];
