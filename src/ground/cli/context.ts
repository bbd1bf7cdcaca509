import type { Clock } from "#ground/clock";
import type { Project } from "#ground/config";
import type { ServerClient } from "#ground/http";

/** What a command may use of the world. Made once by app. */
export type Context = {
  /** The folder the command was typed in; absolute. */
  readonly cwd: string;
  readonly clock: Clock;
  readonly output: Output;
  /** Fires on Ctrl-C or SIGTERM; long work stops and cleans up after itself. */
  readonly signal: AbortSignal;
  /** `--store`, where given. */
  readonly store: string | undefined;
  /** The project around `cwd`; error PROJECT_NOT_FOUND where there is none. Read once. */
  project(): Promise<Project>;
  /** A client of the store's server, which is started in the background if none answers. */
  server(): Promise<ServerClient>;
};

/** Where a command's words go. Data goes to stdout, everything for the person's eyes only to stderr. */
export type Output = {
  /** `--json` was given: `say` is silent, progress is off. */
  readonly json: boolean;
  /** Stderr is a terminal. */
  readonly terminal: boolean;
  /** Stdout is a terminal, so that what was said can be drawn over. */
  readonly screen: boolean;
  /** A line on stdout while the work goes on; nothing under `--json`. */
  say(line: string): void;
  /** A value on stdout while the work goes on, as one line of JSON; nothing without `--json`. */
  emit(value: unknown): void;
  /** A line on stderr, for commands whose stdout is another program's; nothing under `--json`. */
  tell(line: string): void;
  /** A warning on stderr, also under `--json`. */
  warn(line: string): void;
  /** A progress line on stderr: total if known, rate, time left; nothing when stderr is no terminal or under `--json`. */
  progress(label: string, total?: number): Progress;
  /** Colours where stdout is a terminal that wants them, plain text elsewhere. */
  style(format: "bold" | "dim" | "red" | "green" | "yellow" | "cyan", text: string): string;
};

export type Progress = {
  advance(by?: number): void;
  /** Replaces what stands behind the numbers, for instance the file at hand. */
  note(text: string): void;
  /** Removes the line. */
  end(): void;
};
