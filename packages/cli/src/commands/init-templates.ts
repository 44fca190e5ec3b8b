/** `config.toml` with every key at its default, commented out. */
export const CONFIG_TEMPLATE = `# What asky runs with. Every key is optional; what stands behind "#" is its default.
# Relative paths start at this folder, "~" is your home.

[model]
# "offline" needs no model and no network. "openai" speaks to any compatible service; its key stands in the environment.
# provider = "offline"
# name = "the model as the service calls it"
# base_url = "http://127.0.0.1:11434/v1"
# api_key_env = "OPENAI_API_KEY"
# timeout_seconds = 120
# max_retries = 2

[sandbox]
# What tools may touch besides the folder that asky was started in.
# allowed_dirs = []

[limits]
# What one turn may use.
# max_model_calls = 16
# max_tool_calls = 64
# max_output_tokens = 64000
# max_turn_seconds = 600

[preload]
# Files and folders that are looked through before each turn, and how much of them the model gets.
# sources = []
# max_chars = 12000

[audit]
# The folder of the log, and what follows when a record cannot be written: "deny" or "warn".
# directory = "audit"
# on_audit_failure = "deny"
`;

/** `plugins.toml` without a plugin. */
export const ROSTER_TEMPLATE = `# Which plugins run. Install them into this folder with npm, then name them here:
#
# [plugin.persona_manager]
# enabled = true
# module = "@asky/plugin-persona/manager"
#
# A plugin's own settings stand in plugins/<name>.toml.
`;
