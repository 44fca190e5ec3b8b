/** What the shell takes for the beginning or an inner part of a compound command where a command may begin. */
export const reservedWords: ReadonlySet<string> = new Set([
  ..."if then else elif fi do done case esac while until for select function".split(" "),
  ..."{ } ! [[ ]] time coproc".split(" "),
]);

/** Builtins whose arguments the shell reads as assignments. */
export const declarationCommands: ReadonlySet<string> = new Set(
  "export declare typeset local readonly".split(" "),
);
