import { findCommand } from "./commands.ts";
import { findFileKind } from "./file-types.ts";
import { findValues, type TextValues } from "./text-values.ts";
import type { ToolRole } from "./tool-roles.ts";

const FILEISH =
  /\b(?:files?|folders?|director(?:y|ies)|codebase|(?:source )?code|repo(?:sitory)?|project|docs|documentation|sources?|scripts?)\b/i;
const LOOKS =
  /\b(?:search\w*|grep|find|look(?:s|ing)? (?:for|up|through)|where\b.*|occur\w*|occurrences?|mention\w*|contain\w*|refer(?:s|red|ences?)?|appears?|turns? up|defined|declared|implemented|used|uses|come up|comes up|say anything|lines?)\b/i;
const READS =
  /\b(?:read|open|show|print|cat|display|view|contents?|lines?|look (?:at|into)|inside|summari[sz]e|explain|what(?:'s| is| does| do| stands)?|say|written|tell)\b/i;
const LISTS =
  /\b(?:list|ls|which|what(?:'s| is| are)?|show|see|look|inside|contents?|are there|everything|entries)\b/i;
const WRITES = /\b(?:write|save|create|make|put|store|new file|overwrite|generate|add|dump)\b/i;
const EDITS = /\b(?:replace|change|edit|rename|swap|substitute|correct|fix|turn|modify|update)\b/i;
const PICTURE =
  /\.(?:png|jpe?g|gif|webp|svg|heic|bmp|mp3|wav|ogg|m4a|flac|mp4|mov|mkv|webm|avi|zip|gz|7z|pdf|xlsx?)$/i;
const NOW =
  /\bwhat(?:'s| is)? (?:the )?(?:current |local |exact )?(?:time|date|day)(?:\s+(?:is it|now|today|in|it is|right now|at the moment)\b|\W*$)|\bwhat (?:time|day|date|year|month|week|weekday)(?: of the week)? (?:is|do we have|have we)\b(?! (?:the|my|our|your|class|choir)\b)|\bwhat(?:'s| is) (?:today(?:'s)?|the (?:day|date|time))\b|\b(?:today's date|current (?:local )?(?:time|date)|day of the week|time is it|date is it)\b|^(?:what |the )?(?:time|date) (?:in|now|today)\b|\bis it (?:already |still )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bo'?clock is it\b|\bhow late is it\b|^(?:the )?(?:time|date)\W*$|\bclock (?:say|show)/i;

/** How plainly a sentence asks for what a tool of a role does, from 0 to 1: 0 is not at all, 1 leaves no doubt. */
export function evidenceFor(role: ToolRole, sentence: string): number {
  const values = findValues(sentence);
  const { paths, urls, quoted, globs, unquoted } = values;
  const kind = findFileKind(unquoted);
  const looksFor = isLookingFor(values, sentence);
  if (role === "fetch") return urls.length > 0 ? 0.5 : 0;
  if (role === "shell") return findCommand(sentence) === undefined ? 0 : 1;
  if (role === "clock") return NOW.test(unquoted.trim()) ? 1 : 0;
  if (role === "edit") return EDITS.test(unquoted) && paths.length > 0 && quoted.length > 1 ? 1 : 0;
  if (role === "write") {
    if (!WRITES.test(unquoted) || !paths.some(isFile)) return 0;
    return quoted.some((value) => !paths.includes(value)) ||
      /\b(?:with|saying|containing|that says|text|content)\b|:/i.test(unquoted)
      ? 1
      : 0.5;
  }
  if (role === "glob") {
    if (globs.length > 0) return 1;
    if (quoted.length > 0 || /\b(?:grep|mention\w*|contain\w*|lines?)\b/i.test(unquoted)) return 0;
    if (
      kind &&
      /\b(?:any|all|find|list|which|where|what|how many|show|every|look|search|are there|get)\b/i.test(
        unquoted,
      )
    )
      return 1;
    const isNamed = /\b(?:where(?:'s| is| are)|find|locate|look for|is there|any|which)\b.*\bfiles?\b/i.test(
      unquoted,
    );
    return isNamed && paths.some((path) => isFile(path) && !path.includes("/")) ? 0.95 : 0;
  }
  if (role === "list") {
    if (/\b(?:ls|list)\b.*\bfiles?\b|\bls\b/i.test(unquoted) && !looksFor) return 0.95;
    const isAboutFolder = /\b(?:folders?|director(?:y|ies)|subfolders?)\b/i.test(unquoted);
    const isAboutFiles = /\b(?:files|entries)\b/i.test(unquoted) && !kind;
    const hasFolder = paths.some((path) => !isFile(path));
    if (looksFor || paths.some(isFile) || !LISTS.test(unquoted)) return 0;
    if (isAboutFolder || (hasFolder && !kind)) return 1;
    return isAboutFiles && /\b(?:in|under|inside|there|here|have)\b/i.test(unquoted) ? 0.8 : 0;
  }
  if (role === "read") {
    if (paths.length === 0 || looksFor) return 0;
    if (paths.length > 1 && !/\bread\b/i.test(unquoted)) return 0.2;
    if (!paths.some(isFile)) return /\b(?:read|cat|open)\b/i.test(unquoted) ? 0.9 : 0.1;
    if (paths.some((path) => PICTURE.test(path)))
      return /\b(?:read|open|cat|contents?)\b/i.test(unquoted) ? 0.6 : 0.2;
    return READS.test(unquoted) && !/^\s*(?:who|when)\b/i.test(unquoted) ? 1 : 0.15;
  }
  return looksFor ? searchStrength(values, sentence) : 0;
}

/** Whether a text in files is wanted, and not the files. */
function isLookingFor({ quoted, identifiers, unquoted, paths }: TextValues, sentence: string): boolean {
  const terms = quoted.filter((value) => !paths.includes(value));
  if (/^\s*(?:please\s+)?grep\b/i.test(unquoted)) return true;
  if (/\b(?:the|a) (?:words?|text|string|phrase|term)\s+\S+/i.test(unquoted) && LOOKS.test(unquoted))
    return true;
  if (identifiers.some((identifier) => /[a-z][A-Z]|_/.test(identifier)) && sentence.includes("?"))
    return true;
  if (terms.length + identifiers.filter(isCode).length > 0) return LOOKS.test(unquoted);
  if (/\b(?:search|grep)\b/i.test(unquoted) && FILEISH.test(unquoted)) return true;
  if (
    /\b(?:mention\w*|contain\w*|refer(?:s|red)? to|occur\w*|say anything about|come up|comes up|turns? up)\b/i.test(
      unquoted,
    )
  )
    return FILEISH.test(unquoted) || paths.length > 0;
  return /\b(?:where|how|why|who|what)\b/i.test(unquoted) && IN_PROJECT.test(unquoted);
}

const IN_PROJECT =
  /\b(?:in|of|does|do|from|by) (?:the|this|our|my|your) (?:whole |source )?(?:code|codebase|repo(?:sitory)?|project|docs|documentation|sources?)\b(?! (?:folder|director))|\binstall (?:it|this)\b/i;

function searchStrength({ quoted, identifiers, unquoted, paths }: TextValues, sentence: string): number {
  if (/\bgrep\b/i.test(unquoted) || FILEISH.test(unquoted) || paths.length > 0) return 1;
  if (identifiers.some(isCode)) return 0.9;
  if (IN_PROJECT.test(sentence)) return 0.9;
  return quoted.length > 0 && /\b(?:search|find|look for|where)\b/i.test(unquoted) ? 0.5 : 0;
}

function isCode(identifier: string): boolean {
  return /[a-z][A-Z]|_|^[A-Z]{3,}$/.test(identifier);
}

function isFile(path: string): boolean {
  return /\.[A-Za-z][A-Za-z0-9]{0,7}$|^(?:.*\/)?(?:README|LICEN[CS]E|CHANGELOG|CONTRIBUTING|NOTICE|Makefile|Dockerfile)$/.test(
    path,
  );
}
