/**
 * Secrets that are known by their looks: tokens whose issuers gave them a form to be found by, and what stands where
 * texts have their secrets. Where a pattern has a group named `secret`, only that is one.
 *
 * No repetition is unbounded where something must follow it, so that no text makes them slow.
 */
export const SECRET_FORMATS: readonly RegExp[] = [
  // Keys in PEM; one that is cut off at either end is a key all the same.
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----(?:(?!-----END)[\w+/=\s\\:,-])*(?:-----END [A-Z0-9 ]{0,60}-----)?/dg,
  /^[A-Za-z0-9+/=\s\\]{16,}-----END [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----/dg,
  /\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/dg,
  // JSON Web Tokens, signed or encrypted.
  /\beyJ[\w-]{6,1000}\.[\w-]{6,}(?:\.[\w-]*){0,3}/dg,
  // OpenAI, Anthropic and those who copied their form; Stripe.
  /\bsk-[\w-]{16,}/dg,
  /\b(?:sk|rk|pk)_(?:live|test)_\w{10,}/dg,
  /\bwhsec_[\w+/=]{16,}/dg,
  // GitHub, GitLab, npm, PyPI, Hugging Face.
  /\bgh[opusr]_\w{16,}/dg,
  /\bgithub_pat_\w{16,}/dg,
  /\bgl(?:pat|dt|ptt|rt|cbt|soat|ft)-[\w-]{16,}/dg,
  /\bnpm_\w{30,}/dg,
  /\bpypi-[\w-]{16,}/dg,
  /\bhf_[A-Za-z0-9]{16,}/dg,
  // Slack.
  /\bxox[a-z]-[\w-]{8,}/dg,
  /\bxapp-[\w-]{8,}/dg,
  /hooks\.slack\.com\/(?:services|workflows)\/(?<secret>[\w/-]{8,})/dg,
  // Amazon, Google, DigitalOcean.
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/dg,
  /\bAIza[\w-]{30,}/dg,
  /\bya29\.[\w.-]{16,}/dg,
  /\bdo[opr]_v1_\w{16,}/dg,
  // SendGrid, Telegram, Shopify, Linear, Groq, Replicate.
  /\bSG\.[\w-]{16,64}\.[\w-]{16,}/dg,
  /\b\d{8,10}:AA[\w-]{30,}/dg,
  /\bshp(?:at|ca|pa|ss)_\w{16,}/dg,
  /\blin_api_\w{16,}/dg,
  /\bgsk_\w{16,}/dg,
  /\br8_\w{16,}/dg,
  // Behind the name of a scheme, credentials are what is long or has a digit; "basic understanding" has neither.
  /\b(?:bearer|basic|digest|token)\s{1,4}(?=[\w+/.~=-]{0,200}\d|[\w+/.~=-]{24})(?<secret>[\w+/.~=-]{8,})/dgi,
  // The password of a URL: between the colon and the last @ before the host's end.
  /[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"'<>]{0,100}:(?<secret>[^\s/"'<>]{1,400})@/dgi,
  // curl -u user:password
  /\s(?:-u|--user)[\s=]{1,4}["']?[^\s:"']{1,100}:(?<secret>[^\s"']{1,400})/dg,
];
