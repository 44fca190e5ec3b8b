/** Runs tasks one after the other, in the order in which they were handed in. */
export type Serial = <Result>(task: () => Promise<Result>) => Promise<Result>;

/** Makes a queue of its own; what fails there concerns only its caller. */
export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    // The caller gets the failure; the next task only needs to know that this one is over.
    last = result.catch(() => undefined);
    return result;
  };
}
