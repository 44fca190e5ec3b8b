/** Whether a jq filter sees nothing of the environment and loads no modules. Fields may have such names: `.env`. */
export function isHarmlessJqFilter(filter: string): boolean {
  if (/\$\s*(ENV|__)/.test(filter)) return false;
  const rest = filter.replace(/(^|[^.])\.(env|import|include)\b/g, "$1");
  return !/\b(env|import|include|modulemeta|get_search_list)\b/.test(rest);
}

/** Whether a yq expression reads no other files and nothing of the environment. */
export function isHarmlessYqExpression(expression: string): boolean {
  if (/\$\s*(ENV|__)/.test(expression) || !/^[\w\s.[\]|"':,()/*=!<>+?-]*$/.test(expression)) return false;
  const rest = expression.replace(/(^|[^.])\.(env|load|system|file|filename)\b/g, "$1");
  return !/\b(env|strenv|envsubst|load\w*|system|eval|import|include|split_doc)\b/.test(rest);
}
