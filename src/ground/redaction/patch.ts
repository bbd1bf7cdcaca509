import { type WeighName, weighNames } from "./names.ts";
import type { Kind } from "./pairs.ts";
import { type Known, redactAs, redactForms } from "./text.ts";

const SHELL =
  /(^|\/)(Dockerfile|Containerfile|Makefile|GNUmakefile|Justfile|justfile|Procfile|Vagrantfile|Jenkinsfile|\.(bash|zsh)?(rc|_?profile)|\.bash\w*|\.zsh\w*|\.envrc|activate|crontab)([.-][\w-]+)?$|\.(sh|bash|zsh|fish|ksh|csh|mk|bat|cmd|ps1|sbatch|slurm|pbs|dockerfile|service|cron)$/i;
const SETTINGS =
  /(^|\/)[^/\s]*(\.env[^/\s]*|\.ya?ml|\.toml|\.ini|\.cfg|\.cnf|\.conf|\.config|\.properties|\.props|\.editorconfig|\.netrc|_netrc|\.npmrc|\.yarnrc|\.pypirc|\.pgpass|\.my\.cnf|\.s3cfg|\.boto|\.condarc|\.curlrc|\.wgetrc|\.git-credentials|\.gitconfig|\.tfvars|\.j2|\.tmpl|\.env\.\w+)$|(^|\/)(\.aws|\.dvc|\.ssh|\.docker|\.kube|\.azure|\.config|\.git)\/[\w.-]+$|(^|\/)(credentials|config|config\.local|secrets?|env|environment)$/i;
const CODE =
  /\.(py|pyi|ipynb|js|jsx|mjs|cjs|ts|tsx|mts|cts|java|kt|kts|scala|go|rs|rb|php|cs|c|cc|cpp|cxx|h|hpp|swift|m|r|R|jl|lua|pl|pm|sql|json|jsonc|json5|jsonl|ndjson|xml|html?|vue|svelte|tf|hcl|gradle|groovy|dart|ex|exs|clj|hs|proto|graphql|css|scss|nix|bzl|sol|ps|vb|f90|mjs)$/i;
/** Full of sums and of what is not written by people. */
const SUMS =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|[\w.-]*\.lock|go\.sum|dvc\.lock|[\w.-]*\.dvc|conda-lock\.yml|\.terraform\.lock\.hcl|SHA\d*SUMS?)$|\.(min\.js|map|svg|sum|md5|sha256)$/;
const PGPASS = /^([+\- ]?(?:[^:\s#]{1,200}:){4})([^\s:][^\n]{0,500}?)[ \t\r]*$/gm;
const NETRC = /(\b(?:password|account|passwd)[ \t]+)(\S{1,500})/g;

/**
 * The text of a patch without its secrets, so that it can be kept beside a run. Each file is read as what it is by its
 * name: a script, settings, code or other words.
 */
export function redactPatch(patch: string, known: Known = {}): string {
  const weigh = weighNames(known.patterns ?? []);
  const values = known.values ?? [];
  return patch
    .split(/^(?=diff --git )/m)
    .map((file) => redactFile(file, weigh, values))
    .join("");
}

function redactFile(text: string, weigh: WeighName, values: readonly string[]): string {
  const path = /^diff --git .* (?:"?b\/)(.*?)"?$/m.exec(text)?.[1] ?? "";
  if (SUMS.test(path)) return redactForms(text, weigh, values);
  const body = text.search(/^@@/m);
  // The lines before the first hunk name files and sums; what they hold is no secret by its name.
  const [head, lines] = body === -1 ? ["", text] : [text.slice(0, body), text.slice(body)];
  return (
    redactForms(head, weigh, values) +
    redactAs(ownForms(path, lines), { kind: kindOf(path), weigh, values, isPatch: true })
  );
}

/** Files that give no names to what they hold. */
function ownForms(path: string, text: string): string {
  if (/(^|\/)\.?pgpass(\.conf)?$/.test(path)) return text.replaceAll(PGPASS, "$1***");
  if (/(^|\/)[._]netrc$/.test(path)) return text.replaceAll(NETRC, "$1***");
  return text;
}

function kindOf(path: string): Kind {
  if (SHELL.test(path)) return "shell";
  if (SETTINGS.test(path)) return "settings";
  if (CODE.test(path)) return "code";
  return "words";
}
