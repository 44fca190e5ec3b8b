/** Creates a clock of ISO 8601 times in UTC, each later than the one before: what was first sorts first. */
export function createTimeStamps(): () => string {
  let last = 0;
  return () => {
    last = Math.max(Date.now(), last + 1);
    return new Date(last).toISOString();
  };
}
