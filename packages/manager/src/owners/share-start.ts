import type { Undo } from "@asky/sdk";

/** Starts something once for all who want it, and ends it when the last of them has had enough. */
export function shareStart<Options>(start: (options: Options) => Undo): (options: Options) => Undo {
  let users = 0;
  let stop: Undo | undefined;
  return (options) => {
    stop ??= start(options);
    users += 1;
    let isUser = true;
    return () => {
      if (!isUser) return;
      isUser = false;
      users -= 1;
      if (users > 0) return;
      stop?.();
      stop = undefined;
    };
  };
}
