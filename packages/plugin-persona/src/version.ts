/** Put in by the build, so that a release needs to change package.json only. */
declare const PACKAGE_VERSION: string;

/** The version of both plugins: the package's. */
export const VERSION: string = PACKAGE_VERSION;
