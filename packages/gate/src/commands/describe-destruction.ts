import { posix } from "node:path";
import type { ShellCommand, ShellWord } from "../shell/shell-script.ts";
import { headOf } from "./words/word-safety.ts";

/** Folders without which a system does not run, or that hold what people own. */
const SYSTEM_FOLDER =
  /^\/(bin|boot|dev|etc|home|lib|lib32|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|usr|var|Applications|Library|System|Users|Volumes)(\/(bin|lib|lib64|local|sbin|share|log|lib\/dpkg))?$/;
const HOME_FOLDER = /^\/(home|Users)\/[^/]+$/;
const DEVICE = /^\/dev\/(sd|hd|vd|xvd|nvme|mmcblk|disk|rdisk|dm-|md|mapper\/|loop|mem|kmem|port)/;

const MAKES_FILE_SYSTEM = /^(mkfs(\..+)?|mke2fs|mkswap|mkntfs|mkdosfs|newfs)$/;
const PARTITIONS: ReadonlySet<string> = new Set("fdisk sfdisk cfdisk gdisk sgdisk parted".split(" "));
const STOPS_SYSTEM: ReadonlySet<string> = new Set("shutdown reboot halt poweroff".split(" "));
const REMOVES_ACCOUNTS: ReadonlySet<string> = new Set("userdel deluser groupdel delgroup".split(" "));

/** What a command destroys that nobody can bring back, as the end of a sentence; nothing when it is not known to. */
export function describeDestruction(command: ShellCommand, args: readonly ShellWord[]): string | undefined {
  const device = command.redirects.find(
    ({ operator, target }) => operator.includes(">") && DEVICE.test(target ? headOf(target) : ""),
  );
  if (device) return "overwrites a device";
  const name = command.name?.value;
  if (name === undefined) return undefined;
  const base = name.replace(/^.*\//, "");
  const words = args.map(({ value, source }) => value ?? source);
  if (isForkBomb(command, base)) return "starts itself without an end";
  if (asksOnly(words)) return undefined;
  if (MAKES_FILE_SYSTEM.test(base)) return "makes a new file system, over what there is";
  if (STOPS_SYSTEM.has(base)) return "stops the whole system";
  if (REMOVES_ACCOUNTS.has(base)) return "removes an account of the system";
  if (PARTITIONS.has(base) && !words.some((word) => /^(-l|--list|-x|print)$/.test(word))) {
    return "changes the partitions of a device";
  }
  switch (base) {
    case "rm":
      return isRecursive(words) && args.some(isVitalOrHere)
        ? "removes whole folders that are vital"
        : undefined;
    case "chmod":
    case "chown":
    case "chgrp":
      return isRecursive(words) && args.some(isVital) ? "changes who may use whole vital folders" : undefined;
    case "find":
      return words.includes("-delete") && isVitalSearch(args)
        ? "removes whole folders that are vital"
        : undefined;
    case "mv":
      return args.slice(0, -1).some(isVital) ? "moves whole folders that are vital away" : undefined;
    case "dd":
      return words.some((word) => DEVICE.test(word.replace(/^of=/, "")) && word.startsWith("of="))
        ? "overwrites a device"
        : undefined;
    case "cp":
      return DEVICE.test(words.at(-1) ?? "") ? "overwrites a device" : undefined;
    case "shred":
    case "wipefs":
    case "blkdiscard":
    case "tee":
      return words.some((word) => DEVICE.test(word)) && !words.includes("--no-act")
        ? "overwrites a device"
        : undefined;
    case "kill":
      return words.includes("-1") && words.indexOf("-1", 1) > 0 ? "ends every process" : undefined;
    case "init":
    case "telinit":
      return /^[06]$/.test(words[0] ?? "") ? "stops the whole system" : undefined;
    case "systemctl":
      return words.some((word) => /^(poweroff|reboot|halt|kexec|rescue|emergency)$/.test(word))
        ? "stops the whole system"
        : undefined;
    case "crontab":
      return words.some((word) => /^-[a-z]*r/.test(word)) ? "removes all scheduled commands" : undefined;
    case "iptables":
    case "ip6tables":
      return words.some((word) => word === "-F" || word === "--flush")
        ? "removes the firewall's rules"
        : undefined;
    case "nft":
      return words[0] === "flush" ? "removes the firewall's rules" : undefined;
    case "diskutil":
      return /^(erase|partition|zero|secureErase)/i.test(words[0] ?? "") ? "erases a device" : undefined;
    default:
      return undefined;
  }
}

function asksOnly(words: readonly string[]): boolean {
  return words.length === 1 && (words[0] === "--help" || words[0] === "--version");
}

function isRecursive(words: readonly string[]): boolean {
  const dashes = words.indexOf("--");
  const options = dashes < 0 ? words : words.slice(0, dashes);
  return options.some(
    (word) => /^-[A-Za-z]*[rR]/.test(word) || /^--r(e(c(u(r(s(i(v(e)?)?)?)?)?)?)?)?$/.test(word),
  );
}

/** Everything in a folder, as the last part of a path. */
const ALL = /^(?:\*|\.\*|\.\[[!^]\.\]\*)$/;

/** `/`, the home folder, a system folder, a folder above, or everything in one of them, however they are written. */
function isVital(word: ShellWord): boolean {
  const text = word.pieces.map(spell).join("");
  if (text.startsWith("-") || text === "") return false;
  const isAll = ALL.test(posix.basename(text));
  const path = posix.normalize(isAll ? `${posix.dirname(text)}/` : text).replace(/(?<=.)\/$/, "");
  if (text.startsWith("~") && !path.startsWith("~")) return true;
  const isAbove = /^\.\.(?:\/\.\.)*$/.test(path);
  return isAbove || path === "/" || path === "~" || SYSTEM_FOLDER.test(path) || HOME_FOLDER.test(path);
}

/** Also the folder that the command runs in. */
function isVitalOrHere(word: ShellWord): boolean {
  const text = word.pieces.map(spell).join("");
  const isHere = text !== "" && /^(?:\.\/?|\*|\.\*)$/.test(posix.normalize(text));
  return isHere || isVital(word);
}

function spell(piece: ShellWord["pieces"][number]): string {
  if (piece.type === "text" || piece.type === "glob") return piece.text;
  if (piece.type === "tilde") return piece.text === "~+" ? "." : "~";
  if (piece.type === "variable" && piece.name === "HOME") return "~";
  if (piece.type === "variable" && piece.name === "PWD") return ".";
  return "\0";
}

function isVitalSearch(args: readonly ShellWord[]): boolean {
  const roots: ShellWord[] = [];
  for (const word of args) {
    if (headOf(word).startsWith("-") || word.value === "(" || word.value === "!") break;
    roots.push(word);
  }
  const narrows = args.some(({ value }) =>
    /^-(i?name|i?path|i?regex|mtime|newer|size|empty|user)$/.test(value ?? ""),
  );
  return !narrows && roots.some(isVital);
}

function isForkBomb({ context }: ShellCommand, name: string): boolean {
  const isInItself = context.some((each) => each.type === "function" && each.name === name);
  return isInItself && context.some(({ type }) => type === "background");
}
