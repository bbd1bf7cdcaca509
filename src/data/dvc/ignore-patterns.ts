/** A .dvcignore file: its folder relative to the root ("" for the root itself), and its text. */
export type IgnoreFile = { readonly folder: string; readonly text: string };

/** The line that leaves a path out. */
export type IgnoreMatch = { readonly file: string; readonly pattern: string };

type Rule = {
  readonly folder: string;
  readonly pattern: string;
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  readonly regex: RegExp;
};

/** What DVC leaves out by itself. */
const BUILT_IN: IgnoreFile = { folder: "", text: ".hg/\n.git/\n.git\n.dvc/" };

/**
 * Compiles .dvcignore files, outermost first. The function asks about one path relative to the root; that none of the
 * folders above it is left out is the asker's to know.
 */
export function compileIgnore(
  files: readonly IgnoreFile[],
): (path: string, folder: boolean) => IgnoreMatch | undefined {
  const rules = [BUILT_IN, ...files].flatMap(rulesOf).reverse();
  return (path, folder) => {
    for (const rule of rules) {
      if (rule.foldersOnly && !folder) continue;
      const inside = below(rule.folder, path);
      if (inside === undefined || !rule.regex.test(inside)) continue;
      if (rule.negated) return undefined;
      const file = rule.folder === "" ? ".dvcignore" : `${rule.folder}/.dvcignore`;
      return { file, pattern: rule.pattern };
    }
    return undefined;
  };
}

function below(folder: string, path: string): string | undefined {
  if (folder === "") return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

function rulesOf(file: IgnoreFile): Rule[] {
  const rules: Rule[] = [];
  for (const line of file.text.split("\n").map((one) => one.trim())) {
    if (line.startsWith("#")) continue;
    const negated = line.startsWith("!");
    const body = negated ? line.slice(1) : line;
    const regex = toRegex(body.replace(/\/$/, ""));
    if (regex === undefined) continue;
    rules.push({
      folder: file.folder,
      pattern: line,
      negated,
      foldersOnly: body.endsWith("/"),
      regex,
    });
  }
  return rules;
}

/** Git's rules: a slash inside anchors the pattern, `**` spans folders. Undefined where a range is not valid. */
function toRegex(pattern: string): RegExp | undefined {
  const anchored = pattern.includes("/");
  const parts = pattern.replace(/^\//, "").split("/");
  let source = anchored ? "^" : "^(?:.*/)?";
  parts.forEach((part, index) => {
    const last = index === parts.length - 1;
    if (part === "**") source += last ? ".+" : "(?:.*/)?";
    else source += globToRegex(part) + (last ? "" : "/");
  });
  try {
    return new RegExp(`${source}$`, "su");
  } catch {
    return undefined;
  }
}

function globToRegex(part: string): string {
  let source = "";
  for (let i = 0; i < part.length; i += 1) {
    const char = part[i] as string;
    if (char === "*") source += "[^/]*";
    else if (char === "?") source += "[^/]";
    else if (char === "[") {
      const end = part.indexOf("]", i + 2);
      if (end === -1) source += "\\[";
      else {
        source += classToRegex(part.slice(i + 1, end));
        i = end;
      }
    } else if (char === "\\" && i + 1 < part.length) {
      i += 1;
      source += literal(part[i] as string);
    } else source += literal(char);
  }
  return source;
}

function classToRegex(inside: string): string {
  const negated = /^[!^]/.test(inside);
  const members = (negated ? inside.slice(1) : inside).replace(/[\\[\]&~|()/{}^]/g, "\\$&");
  return `(?!/)[${negated ? "^" : ""}${members}]`;
}

function literal(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
