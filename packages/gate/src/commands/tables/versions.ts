import type { CommandTable } from "../words/command-table.ts";

/** Programs that tell their version and their usage by these words, and do nothing else then. */
const WORDS_OF: Readonly<Record<string, string>> = {
  "node npm pnpm yarn tsc bundle bundler gem php ruby make mvn ./mvnw gradle ./gradlew docker gcc g++ clang clang++ cc c++ perl":
    "-v",
  "python python3 pip pip3 cargo rustc rustup rustfmt curl wget ssh gpg vim tmux ghc java bat fd rg eslint black ruff":
    "-V",
  "java javac ruby scala kotlin kotlinc": "-version",
  "go git cargo openssl helm hugo deno": "version",
};

/** Known by `--version` and `--help` only, besides those that have a table of their own. */
const PROGRAMS =
  "java javac scala sbt kotlin kotlinc gcc g++ cc c++ clang clang++ clang-format clang-tidy ld lld gdb lldb rustc rustup ruby irb perl lua luajit ghc stack cabal ocaml dune elixir erl iex julia R Rscript zig nim crystal dart flutter swiftc docker docker-compose podman kubectl helm minikube kind terraform tofu ansible vagrant packer aws gcloud az heroku vercel netlify wrangler fly gh glab hub psql mysql sqlite3 redis-cli redis-server mongosh nginx caddy curl wget openssl gpg ssh rsync tar gzip zip unzip xz zstd vim nvim nano emacs code tmux screen zsh fish bash dash tox nox poetry pipenv conda mamba uv uvx hatch pdm pre-commit black isort composer brew apt apt-get dpkg snap flatpak bazel buck meson esbuild swc vite next nuxt astro webpack rollup parcel gulp grunt lerna nx turbo storybook playwright cypress vitest jest mocha tsx ts-node nodemon pm2 npx bunx corepack volta fnm protoc buf grpcurl jq yq direnv act just task mise asdf hyperfine htop cloc tokei scc";

export const versionPrograms: readonly string[] = PROGRAMS.split(" ");

/** Words besides `--version` and `--help` with which a program only tells its version. */
export function versionWords(program: string): readonly string[] {
  return Object.entries(WORDS_OF).flatMap(([names, word]) =>
    names.split(" ").includes(program) ? [word] : [],
  );
}

export const versionOnly: CommandTable = {
  class: "read",
  flags: "--version --help",
  needs: "--version --help",
};
