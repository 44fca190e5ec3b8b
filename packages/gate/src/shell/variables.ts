/** What a program's environment may say without changing what it runs; `FOO_COLOR=1 npm test`. */
const harmless =
  /^(?:CI|DEBUG|PORT|HOST|TZ|TERM|COLUMNS|LINES|LANG|LC_[A-Z]+|NODE_ENV|NO_COLOR|FORCE_COLOR|CLICOLOR|CLICOLOR_FORCE|RUST_LOG|RUST_BACKTRACE|PYTHONUNBUFFERED|PYTHONDONTWRITEBYTECODE|PYTHONHASHSEED|CGO_ENABLED|GOOS|GOARCH|VERBOSE|LOG_LEVEL|DJANGO_DEBUG|FLASK_DEBUG|APP_ENV|RAILS_ENV|RACK_ENV|NEXT_TELEMETRY_DISABLED|SOURCE_DATE_EPOCH|GIT_OPTIONAL_LOCKS|GIT_TERMINAL_PROMPT)$/;

const pagers = /^(?:GIT_|MAN)?PAGER$/;

/** What changes what the shell or its programs do, set for the rest of a script. */
const risky =
  /^(?:PATH|IFS|ENV|RANDOM|SRANDOM|SECONDS|LINENO|EPOCH\w+|UID|EUID|PPID|GROUPS|DIRSTACK|FUNCNAME|HIST\w+|MAILCHECK|TMOUT|HOME|PWD|OLDPWD|SHELL|EDITOR|VISUAL|BROWSER|CDPATH|GLOBIGNORE|FIGNORE|EXECIGNORE|FUNCNEST|OPTIND|OPTARG|PS[0-4]|POSIXLY_CORRECT|PROMPT_\w+|SHELLOPTS|BASH\w*|COMP_\w+|READLINE_\w+|CC|CXX|LD|AR|TMP|TEMP|TMPDIR|TEXTDOMAIN\w*|LANGUAGE|LOCPATH|NLSPATH|GCONV_PATH|TERMINFO\w*|MAKE\w*|LESS\w*|LS_COLORS|(?:LD|DYLD|GIT|SSH|NODE|NPM|npm|PNPM|YARN|PYTHON|PIP|PERL|PERL5|RUBY|GEM|BUNDLE|JAVA|JDK|MAVEN|GRADLE|CARGO|RUST|GO|DOCKER|KUBE|XDG|AWS|CMAKE|CC|CXX|GREP|RIPGREP|FZF|BAT|CURL|WGET|MALLOC|GLIBC)_?\w*|\w*(?:PATH|PAGER|EDITOR|OPTIONS|OPTS|FLAGS|COMMAND|CMD|PRELOAD|CONFIG|PROXY|proxy|SHELL|ASKPASS|HOME|RC))$/;

/** Whether a program that gets this in its environment still does what it says. */
export function isHarmlessForProgram(name: string, value: string | undefined): boolean {
  return harmless.test(name) || (pagers.test(name) && (value === "cat" || value === ""));
}

/** Whether the rest of a script still does what it says when the shell has this variable. */
export function isHarmlessForShell(name: string): boolean {
  return harmless.test(name) || !risky.test(name);
}
