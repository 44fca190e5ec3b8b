/** What the shipped policy is called where rules name their file. */
export const DEFAULT_POLICY_FILE = "the default policy";

/**
 * The policy that ships with the gate, as the text of a policy file: reading and the project's own checks run, destruction
 * and credentials are denied, everything else is asked about. Parsed with {@link parsePolicy} by hosts whose operator has
 * written none, and by `asky-gate` unless told otherwise; printed by `asky-gate policy`, to begin one's own with.
 */
export const DEFAULT_POLICY = `# What agents may do without asking. A rule that denies wins over one that allows, that over one that asks.

[[rule]]
name = "credentials"
tools = ["*"]
paths = [
  "**/.env", "**/.env.*", "**/*.env", "**/.envrc",
  "**/.ssh/**", "**/id_rsa*", "**/id_dsa*", "**/id_ecdsa*", "**/id_ed25519*",
  "**/*.pem", "**/*.key", "**/*.p12", "**/*.pfx", "**/*.ppk", "**/*.jks", "**/*.keystore", "**/*.kdbx",
  "**/.gnupg/**", "**/.password-store/**", "**/.vault-token",
  "**/.netrc", "**/_netrc", "**/.git-credentials", "**/.config/git/credentials", "**/.config/gh/**",
  "**/.npmrc", "**/.pypirc", "**/.gem/credentials", "**/.cargo/credentials", "**/.cargo/credentials.toml",
  "**/.m2/settings.xml", "**/.config/pip/pip.conf",
  "**/.aws/**", "**/.azure/**", "**/.config/gcloud/**", "**/.kube/**", "**/kubeconfig", "**/*.kubeconfig",
  "**/.docker/config.json", "**/.dockercfg", "**/.terraform.d/**", "**/*.tfstate", "**/*.tfstate.backup",
  "**/.pgpass", "**/.my.cnf", "**/.htpasswd", "**/.boto", "**/.s3cfg",
  "**/credentials.json", "**/service-account*.json", "**/service_account*.json",
  "**/secrets.{json,toml,yaml,yml}", "**/.secrets", "**/.secrets/**",
  "**/.bash_history", "**/.zsh_history", "**/.node_repl_history", "**/.python_history",
  "/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/proc/*/environ",
]
except_paths = [
  "**/.env.{example,sample,template,dist,defaults}", "**/.env.*.{example,sample,template,dist}",
  "**/{example,sample,template}.env", "**/*.pub",
]
action = "deny"
reason = "It may hold credentials."
risk = "critical"

[[rule]]
name = "destruction"
tools = ["*"]
commands = ["@destructive"]
action = "deny"
risk = "critical"

[[rule]]
name = "reading"
tools = ["Read", "LS", "Glob", "Grep", "Now"]
action = "allow"
risk = "low"

[[rule]]
name = "reading-commands"
tools = ["Bash"]
commands = ["@read"]
action = "allow"
risk = "low"

[[rule]]
name = "project-commands"
tools = ["Bash"]
commands = ["@project"]
action = "allow"
risk = "medium"

[[rule]]
name = "plans"
tools = ["Write", "Edit"]
paths = [".asky/plans/*.md"]
action = "allow"
risk = "low"

[[rule]]
name = "changes"
tools = ["Write", "Edit", "MultiEdit", "NotebookEdit"]
action = "ask"
risk = "medium"

[[rule]]
name = "other-commands"
tools = ["Bash"]
action = "ask"
risk = "medium"

[[rule]]
name = "web"
tools = ["WebFetch", "WebSearch"]
action = "ask"
reason = "What is asked for leaves this machine."
risk = "medium"
`;
