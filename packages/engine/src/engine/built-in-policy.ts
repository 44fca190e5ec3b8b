/**
 * What holds when the config dir has no policy file: the host's tools that only read may run, and nothing else. One
 * file in `policies/`, also an empty one, replaces it.
 */
export const BUILT_IN_POLICY = `
[[rule]]
name = "read-only-tools"
tools = ["Read", "LS", "Glob", "Grep", "Now"]
action = "allow"
reason = "They read inside the sandbox and change nothing."
risk = "low"
`;
