// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts of a shell are full of them.
import fc from "fast-check";

/** Programs that only say that they ran; the second one fails. */
export const programs: readonly string[] = ["pa", "pb", "pc", "pd", "pe"];

const plainWords = ["x", "-n", "a b", "/tmp", "k=v", "--flag=1", "done", "}", "#", "!", "[", "=", "*"];

/** What a program's name may look like when one tries to hide it. */
const disguises: readonly ((name: string) => string)[] = [
  ...Array.from({ length: 9 }, () => (name: string) => name),
  (name) => `"${name}"`,
  (name) => `'${name}'`,
  (name) => `\\${name}`,
  (name) => `${name[0]}"${name.slice(1)}"`,
  (name) => `${name[0]}''${name.slice(1)}`,
  (name) => `$'${name}'`,
  (name) => `$'\\x${name.charCodeAt(0).toString(16)}${name.slice(1)}'`,
  (name) => `${name[0]}\\\n${name.slice(1)}`,
  (name) => `{${name},-n}`,
  (name) => `$(echo ${name})`,
];

const quotings: readonly ((word: string) => string)[] = [
  (word) => `'${word}'`,
  (word) => `"${word}"`,
  (word) => word.replaceAll(/[ #*!{}[]/g, "\\$&"),
  (word) => `$'${word}'`,
  (word) => `x'${word}'"y"`,
];

type Parts = Record<"word" | "command" | "statement", string>;

const parts = fc.letrec<Parts>((tie) => {
  const command = tie("command");
  const statement = tie("statement");
  const word = tie("word");
  const name = fc
    .tuple(fc.constantFrom(...programs), fc.constantFrom(...disguises))
    .map(([program, disguise]) => disguise(program));
  const literal = fc
    .tuple(fc.constantFrom(...plainWords), fc.constantFrom(...quotings))
    .map(([text, quote]) => quote(text));
  const with1 = (value: fc.Arbitrary<string>, ...forms: ((inner: string) => string)[]) =>
    fc.tuple(value, fc.constantFrom(...forms)).map(([inner, form]) => form(inner));
  const with2 = (...forms: ((left: string, right: string) => string)[]) =>
    fc.tuple(statement, statement, fc.constantFrom(...forms)).map(([left, right, form]) => form(left, right));
  const simple = fc
    .tuple(name, fc.array(word, { maxLength: 3 }), fc.constantFrom(" ", "  ", " \\\n ", "\t"))
    .map(([first, rest, gap]) => [first, ...rest].join(gap));
  return {
    word: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      literal,
      fc.constantFrom("x", "$v", '"$v"', "${v}", "${v:-d}", "$((1+2))", "{a,b}", "~", "a#b", "2"),
      with1(
        command,
        (inner) => `$(${inner})`,
        (inner) => `"$(${inner})"`,
        (inner) => `"a $(${inner}) b"`,
        (inner) => `\`${inner}\``,
        (inner) => `"\`${inner}\`"`,
        (inner) => `\${v:-$(${inner})}`,
        (inner) => `"\${v:-$(${inner})}"`,
        (inner) => `$(( $(${inner}) + 1 ))`,
        (inner) => `<(${inner})`,
        (inner) => `$(cat <<'END'\n${inner}\nEND\n)`,
        (inner) => `"$(pa <<END\n$(${inner})\nEND\n)"`,
        (inner) => `$((${inner}) )`,
      ),
    ),
    command: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      simple,
      simple,
      with1(
        simple,
        (inner) => `env ${inner}`,
        (inner) => `env CI=1 ${inner}`,
        (inner) => `nice -n 1 ${inner}`,
        (inner) => `timeout 5 ${inner}`,
        (inner) => `timeout -k 1 5 ${inner}`,
        (inner) => `command ${inner}`,
        (inner) => `command env ${inner}`,
        (inner) => `nohup ${inner}`,
        (inner) => `time ${inner}`,
        (inner) => `time -p ${inner}`,
        (inner) => `stdbuf -o L ${inner}`,
        (inner) => `exec ${inner}`,
        (inner) => `eval ${inner}`,
        (inner) => `NODE_ENV=test ${inner}`,
        (inner) => `CI=1 TZ= ${inner}`,
        (inner) => `>f0 ${inner}`,
        (inner) => `${inner} >f0 2>&1 x`,
        (inner) => `${inner} <<< "in $(pb)"`,
        (inner) => `${inner} &>f1`,
        (inner) => `${inner} > >(pc)`,
        (inner) => `find . -maxdepth 0 -exec ${inner} {} \\;`,
        (inner) => `find . -maxdepth 0 -exec ${inner} \\; -exec pb {} +`,
        (inner) => `echo a b | xargs -n 1 ${inner}`,
        (inner) => `xargs ${inner} < /dev/null`,
        (inner) => `coproc ${inner}`,
        (inner) => `trap '${inner.replaceAll("'", "")}' EXIT`,
      ),
      with1(
        command,
        (inner) => `bash -c '${inner.replaceAll("'", "'\\''")}'`,
        (inner) => `sh -ec '${inner.replaceAll("'", "'\\''")}'`,
        (inner) => `eval '${inner.replaceAll("'", "'\\''")}'`,
        (inner) => `v=$(${inner})`,
        (inner) => `v=( x "$(${inner})" )`,
        (inner) => `export W="$(${inner})"`,
        (inner) => `v="$(${inner})" pb`,
        (inner) => `[ -n "$(${inner})" ]`,
        (inner) => `[[ -n $(${inner}) && x =~ ^x ]]`,
        (inner) => `(( 1 + $(${inner}) ))`,
        (inner) => `! ${inner}`,
      ),
    ),
    statement: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      command,
      command,
      with1(
        statement,
        (inner) => `(${inner})`,
        (inner) => `{ ${inner}\n}`,
        (inner) => `{ ${inner}\n} 2>/dev/null`,
        (inner) => `if ${inner}\nthen pb; fi`,
        (inner) => `if pa; then\n${inner}\nelse pb; fi`,
        (inner) => `while ${inner}\ndo pb; break; done`,
        (inner) => `until pb\ndo ${inner}\nbreak; done`,
        (inner) => `for i in 1 "$(pc)"; do ${inner}\ndone`,
        (inner) => `for ((i = 0; i < 1; i++)); do ${inner}\ndone`,
        (inner) => `case x in (x) ${inner}\n;; *) pb;; esac`,
        (inner) => `case $(pc) in\ny|"")\n${inner}\nesac`,
        (inner) => `f() { ${inner}\n}; f`,
        (inner) => `pa <<END | pb\n$(${inner})\nEND`,
        (inner) => `pa <<'END'\n${inner}\nEND`,
        (inner) => `pa <<-END && pb\n\t$(pc)\n\tEND\n${inner}`,
        (inner) => `# it's pa\n${inner} # "pb`,
        (inner) => `select i in a; do ${inner}\nbreak; done < /dev/null`,
      ),
      with2(
        (left, right) => `${left}\n${right}`,
        (left, right) => `${left} ; ${right}`,
        (left, right) => `${left} && ${right}`,
        (left, right) => `${left} || ${right}`,
        (left, right) => `${left} | ${right}`,
        (left, right) => `${left} |& ${right}`,
        (left, right) => `${left} & ${right}`,
        (left, right) => `${left} &&\n  ${right}`,
      ),
    ),
  };
});

/** Scripts that bash accepts, mostly. */
export const orderlyScript: fc.Arbitrary<string> = parts.statement.filter((script) => script.length < 2000);

const noise = [
  ..." \n;&|<>(){}[]\"'\\$`#!~*=-,".split(""),
  ..."$( ${ $' << <<E \\\n pa pb $(( (( [[ ]] if fi do done case esac in then && || ;; } {".split(" "),
  " # ",
  " }",
  "\r",
];

/** Scripts with a few characters taken out, put in or doubled. */
export const brokenScript: fc.Arbitrary<string> = fc
  .tuple(
    orderlyScript,
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.constantFrom(...noise)), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([script, changes]) => {
    let changed = script;
    for (const [place, removed, added] of changes) {
      const at = place % (changed.length + 1);
      changed = changed.slice(0, at) + (removed < 3 ? added : "") + changed.slice(at + (removed % 3));
    }
    return changed;
  });
