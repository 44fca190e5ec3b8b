// @ts-check

/**
 * The environment without anything an outer npm or pnpm left in it: `npm run` and `npm exec` export their whole
 * configuration, which would otherwise decide what a nested npm does.
 *
 * @param {NodeJS.ProcessEnv} [additions]
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(additions = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !/^p?npm_/i.test(name));
  return { ...Object.fromEntries(kept), ...additions };
}
