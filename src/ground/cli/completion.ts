import type { CommandShape } from "./command.ts";

/** What may follow `fettle`: each path of words, with the flags its command takes. */
export type Completable = readonly { readonly path: string; readonly command: CommandShape }[];

/** A completion script that knows the commands and their flags; files complete as the shell does. */
export function completionScript(shell: "bash" | "zsh" | "fish", commands: Completable): string {
  if (shell === "bash") return bash(commands);
  if (shell === "zsh")
    return `#compdef fettle\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;
  return fish(commands);
}

function flagsOf(command: CommandShape): string[] {
  return [...Object.keys(command.flags), "store", "json", "help"].map((name) => `--${name}`);
}

function firstWords(commands: Completable): string {
  return [...new Set(commands.map(({ path }) => path.split(" ")[0] as string))].join(" ");
}

function bash(commands: Completable): string {
  const nouns = new Map<string, string[]>();
  for (const { path } of commands) {
    const [noun = "", verb] = path.split(" ");
    if (verb !== undefined) nouns.set(noun, [...(nouns.get(noun) ?? []), verb]);
  }
  const verbCases = [...nouns].map(([noun, verbs]) => `    ${noun}) words="${verbs.join(" ")}" ;;`);
  const flagCases = commands.map(
    ({ path, command }) => `    "${path}") words="${flagsOf(command).join(" ")}" ;;`,
  );
  return `_fettle() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then words="${firstWords(commands)}"
  elif [ "\${current#-}" != "$current" ]; then
    case "\${COMP_WORDS[1]} \${COMP_WORDS[2]}" in
${flagCases.join("\n")}
    esac
    if [ -z "$words" ]; then case "\${COMP_WORDS[1]}" in
${flagCases.filter((line) => !/^ {4}"[^"]* /.test(line)).join("\n")}
    esac; fi
  elif [ "$COMP_CWORD" -eq 2 ]; then case "\${COMP_WORDS[1]}" in
${verbCases.join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ -z "$words" ] && COMPREPLY=($(compgen -f -- "$current"))
}
complete -F _fettle fettle
`;
}

function fish(commands: Completable): string {
  const lines = [`complete -c fettle -n __fish_use_subcommand -f -a "${firstWords(commands)}"`];
  for (const { path, command } of commands) {
    const [noun = "", verb] = path.split(" ");
    const when =
      verb === undefined
        ? `__fish_seen_subcommand_from ${noun}`
        : `__fish_seen_subcommand_from ${noun}; and __fish_seen_subcommand_from ${verb}`;
    if (verb !== undefined)
      lines.push(
        `complete -c fettle -n "__fish_seen_subcommand_from ${noun}" -f -a ${verb} -d '${command.summary.replaceAll("'", "")}'`,
      );
    for (const [name, flag] of Object.entries(command.flags))
      lines.push(
        `complete -c fettle -n "${when}" -l ${name} -d '${flag.summary.replaceAll("'", "")}'`,
      );
  }
  return `${lines.join("\n")}\n`;
}
