import { type CommandShape, defineCommand } from "#ground/cli";

const serverFlags = {
  host: { type: "string", value: "ADDRESS", summary: "address to listen on; default 127.0.0.1" },
  port: {
    type: "integer",
    value: "N",
    summary: "exactly this port, 0 for any free one; default 5000 or the next free one",
  },
  "allow-host": {
    type: "strings",
    value: "NAME",
    summary:
      "a name besides localhost under which the server may be asked; then the token alone lets in",
  },
  "token-only": {
    type: "boolean",
    summary: "let in by the token alone, the own user too, as behind a proxy; kept",
  },
  artifacts: {
    type: "string",
    value: "DIR",
    summary: "the folder of the artifacts; default artifacts in the store, or what was given last",
  },
  "artifact-root": {
    type: "string",
    value: "URI",
    summary: "where new experiments keep artifacts; default mlflow-artifacts:/, this server's own",
  },
} as const;

const init = defineCommand({
  name: "init",
  summary: "make this folder a project",
  details:
    "Writes fettle.yaml, .dvc, .gitignore and a first dialogue, and never overwrites a file. Typed twice, it adds what is missing.",
  args: [{ name: "folder", summary: "the folder; default the current one" }],
  flags: {
    project: { type: "string", value: "NAME", summary: "the project's name; default the folder's" },
  },
  examples: [["fettle init", "make the current folder a project"]],
  run: async (input, context) =>
    (await import("./init.ts")).initCommand(input.args.folder, input.flags.project, context),
});

const demo = defineCommand({
  name: "demo",
  summary: "the whole job on a small product, start to finish, on this machine",
  details:
    "Makes a project with a sales agent in a new folder, versions its data, trains a baseline and two better models, tests the product with conversations, holds the candidate back that breaks them, and promotes the other. Takes less than a minute.",
  args: [{ name: "folder", summary: "an empty or new folder; default fettle-demo" }],
  flags: {
    keep: { type: "boolean", summary: "keep the server and the agent running until Ctrl-C" },
  },
  examples: [
    ["fettle demo", "run it in ./fettle-demo"],
    ["fettle demo ~/try --keep", "run it in ~/try and stay, to look around in the web UI"],
  ],
  run: async (input, context) =>
    (await import("./demo/index.ts")).demoCommand(input.args.folder, input.flags.keep, context),
});

const up = defineCommand({
  name: "up",
  summary: "run everything this project needs, until Ctrl-C",
  details:
    "Starts the store's server, or joins the one that runs, and keeps it from leaving when idle.",
  args: [],
  flags: serverFlags,
  examples: [["fettle up", "serve the project's store and web UI"]],
  run: async (input, context) => (await import("./up.ts")).upCommand(input.flags, context),
});

const server = defineCommand({
  name: "server",
  summary: "the HTTP server alone; status, stop, check and backup for the one that runs",
  details:
    "Without an action it serves the store until Ctrl-C. Commands start one in the background by themselves; that one leaves after ten idle minutes.\n\nA server that listens beyond this machine (--host), or has a name for others (--allow-host), lets in by the token alone over TCP. So does one with --token-only, over its Unix socket too: for a proxy on this machine, which the kernel takes for you.\n\n--artifacts, --artifact-root and --token-only are written into settings.yaml in the store, so that a server started later without them serves the same folders and lets in the same people. docs/reference/config.md lists the keys of that file.\n\nbackup writes a store of the same records and artifacts into a new folder while everybody goes on. It holds the store's token and keys: keep it as safe as the store.\n\ncheck reads the whole store and names what is not as it was written; it exits with 1 where something is.",
  args: [
    { name: "action", summary: "`status`, `stop`, `check` or `backup`; without one, serve" },
    { name: "folder", summary: "of a backup: a new or empty one" },
  ],
  flags: {
    ...serverFlags,
    background: { type: "boolean", summary: "leave after ten idle minutes (commands use it)" },
  },
  examples: [
    ["fettle server --port 5000", "serve the project's store on port 5000"],
    ["fettle server --store team --artifacts /data/artifacts", "keep artifacts on another disk"],
    ["fettle server --port 5000 --token-only", "serve behind a proxy on this machine"],
    ["fettle server status", "where it is, and the link for the browser"],
    ["fettle server stop", "end it"],
    ["fettle server check", "whether the disk gives back what was written"],
    ["fettle server backup /mnt/other/fettle", "a copy of the whole store, while it is used"],
  ],
  run: async (input, context) =>
    (await import("./server-command.ts")).serverCommand(input.args, input.flags, context),
});

const doctor = defineCommand({
  name: "doctor",
  summary: "check the project and the machine; say what to do",
  args: [],
  flags: {},
  examples: [["fettle doctor", "look at everything Fettle needs here"]],
  run: async (_input, context) => (await import("./doctor.ts")).doctorCommand(context),
});

const completion = defineCommand({
  name: "completion",
  summary: "print a completion script for bash, zsh or fish",
  args: [{ name: "shell", summary: "bash, zsh or fish", required: true }],
  flags: {},
  examples: [['eval "$(fettle completion bash)"', "complete fettle's commands in this shell"]],
  run: async (input) =>
    (await import("./completion-command.ts")).completionCommand(input.args.shell, ownCommands),
});

/** App's own commands, in the order of the help. */
export const ownCommands: readonly CommandShape[] = [init, demo, up, server, doctor, completion];
