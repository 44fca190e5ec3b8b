/** What of a home directory commands need to see: programs, and what git says of the person. Everything else is hidden. */
export const TOOL_PLACES: readonly string[] = [
  ...[".nvm", ".volta", ".fnm", ".local/share/fnm", ".local/share/mise", ".local/share/rtx", ".asdf", ".n"],
  ...[
    ".nodenv",
    ".pyenv",
    ".rbenv",
    ".rvm",
    ".jenv",
    ".sdkman",
    ".goenv",
    ".local/share/uv",
    ".local/share/pnpm",
  ],
  ...[".rustup", ".cargo/bin", ".cargo/registry", "go/bin", "go/pkg", ".deno/bin", ".bun/bin", ".dotnet"],
  ...[".local/bin", ".local/lib", "bin", ".npm-global", ".yarn/bin", ".nix-profile", ".local/state/nix"],
  ...[".gitconfig", ".config/git/config", ".config/git/ignore", ".config/git/attributes"],
];

/** Where programs keep keys and tokens: hidden also when the project is, or holds, the home directory. */
export const CREDENTIAL_PLACES: readonly string[] = [
  ...[".ssh", ".gnupg", ".aws", ".azure", ".config/gcloud", ".kube", ".docker", ".config/gh", ".config/hub"],
  ...[".config/glab-cli", ".config/op", ".password-store", ".local/share/keyrings", ".config/rclone", ".oci"],
  ...[".netrc", ".npmrc", ".yarnrc.yml", ".pypirc", ".git-credentials", ".config/git/credentials", ".pgpass"],
  ...[".my.cnf", ".cargo/credentials", ".cargo/credentials.toml", ".gem/credentials", ".m2/settings.xml"],
  ...[".gradle/gradle.properties", ".terraform.d", ".terraformrc", ".vault-token", ".config/doctl", ".fly"],
  ...[".heroku", ".config/heroku", ".config/stripe", ".config/netlify", ".vercel", ".config/sops", ".age"],
  ...[
    ".mozilla",
    ".config/google-chrome",
    ".config/chromium",
    ".thunderbird",
    ".bash_history",
    ".zsh_history",
  ],
  ...[
    ".claude.json",
    ".claude/.credentials.json",
    ".codex/auth.json",
    ".gemini/oauth_creds.json",
    ".electrum",
  ],
];

/** The same for the system. */
export const SYSTEM_SECRETS: readonly string[] = [
  ...["/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/gshadow-", "/etc/sudoers", "/etc/ssl/private"],
  ...["/etc/kubernetes", "/etc/wireguard", "/etc/krb5.keytab", "/var/lib/docker", "/var/lib/kubelet"],
];

/** Folders of other people's files, and of sockets by which programs outside could be asked to do what is forbidden. */
export const EMPTIED_PLACES: readonly string[] = ["/home", "/root", "/tmp", "/var/tmp", "/run"];

/** What is shown of them all the same, where it exists: the programs of NixOS. */
export const SHOWN_PLACES: readonly string[] = ["/run/current-system", "/run/opengl-driver"];
