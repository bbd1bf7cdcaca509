import { EXIT } from "./exit.ts";
import { defineErrors } from "./table.ts";

/** Errors of the floor: usage, configuration, files, processes, the connection to the server. */
export const ERRORS = defineErrors({
  USAGE: {
    message: (f: { problem: string; command: string }) => f.problem,
    hint: (f) => `fettle ${f.command} --help`.replace("  ", " "),
    status: 400,
    exit: EXIT.usage,
    when: "A command line that the command does not understand.",
  },
  CONFIG_INVALID: {
    message: (f: { file: string; line: number | undefined; problem: string; fix: string }) =>
      `${f.file}${f.line === undefined ? "" : `:${f.line}`}: ${f.problem}`,
    hint: (f) => f.fix,
    status: 400,
    exit: EXIT.usage,
    when: "fettle.yaml, fettle.local.yaml, a FETTLE_ variable or a flag holds a value that does not fit.",
  },
  PROJECT_NOT_FOUND: {
    message: (f: { folder: string }) => `no fettle.yaml in ${f.folder} or in a folder above it`,
    hint: "fettle init",
    status: 400,
    exit: EXIT.usage,
    when: "A command that needs a project is typed outside of one.",
  },
  FILE_MISSING: {
    message: (f: { path: string; expected: string }) =>
      `${f.path} does not exist; expected ${f.expected}`,
    hint: "check the path; it is relative to the current folder",
    status: 404,
    exit: EXIT.world,
    when: "A file or folder that was named is not there.",
  },
  FILE_DENIED: {
    message: (f: { path: string; doing: string; place?: string }) =>
      `no permission to ${f.doing} ${f.path}`,
    hint: (f) =>
      `ls -ld ${JSON.stringify(f.place ?? f.path)} shows whose it is; give your user the right, or choose another place`,
    status: 403,
    exit: EXIT.world,
    when: "The operating system refuses access to a file or folder.",
  },
  DISK_FULL: {
    message: (f: { path: string }) =>
      `no space left on the disk of ${f.path}; nothing was half-written`,
    hint: "free some space, then type the same command again; `df -h` shows where it went",
    status: 503,
    lasting: 507,
    exit: EXIT.world,
    when: "A write found the disk full. After ten seconds of it, HTTP says 507.",
  },
  FILE_FAILED: {
    message: (f: { path: string; doing: string; reason: string }) =>
      `could not ${f.doing} ${f.path}: ${f.reason}`,
    hint: "fettle doctor",
    status: 503,
    lasting: 507,
    exit: EXIT.world,
    when: "The operating system failed to read or write a file. After ten seconds of it, HTTP says 507.",
  },
  DATABASE_LOCKED: {
    message: (f: { path: string }) =>
      `another program holds ${f.path} locked; nothing was half-written`,
    hint: (f) =>
      `close what has it open, such as a database browser (fuser -v ${JSON.stringify(f.path)} shows which), then try again`,
    status: 503,
    lasting: 507,
    exit: EXIT.world,
    when: "A program that is not Fettle's keeps a transaction open on the database for over five seconds. After ten seconds of it, HTTP says 507.",
  },
  FILE_NOT_UTF8: {
    message: (f: { path: string; line: number }) => `${f.path}:${f.line}: not UTF-8`,
    hint: (f) =>
      `save the file as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8 ${JSON.stringify(f.path)}`,
    status: 400,
    exit: EXIT.usage,
    when: "A file that holds text is written in another encoding than UTF-8.",
  },
  PROGRAM_MISSING: {
    message: (f: { program: string }) =>
      `cannot start ${f.program}: ${f.program.includes("/") ? "no file there that may be run" : "no such program on the PATH"}`,
    hint: (f) =>
      f.program.includes("/")
        ? `ls -l ${JSON.stringify(f.program)}; chmod +x makes a script a program`
        : `install ${f.program}, or give its full path`,
    status: 400,
    exit: EXIT.world,
    when: "A program that a command or the configuration names is not installed, or may not be run.",
  },
  SERVER_UNREACHABLE: {
    message: (f: { address: string; reason: string }) =>
      `the server at ${f.address} does not answer: ${f.reason}`,
    hint: "fettle server status",
    status: 503,
    exit: EXIT.world,
    when: "No server answers, and none could be started.",
  },
  SERVER_REFUSED: {
    message: (f: { status: number; message: string }) => f.message,
    hint: "",
    status: 502,
    exit: EXIT.world,
    when: "The server answered with an error that is not one of ours.",
  },
  STORE_NOT_WHOLE: {
    message: (f: { store: string; problem: string; fix: string }) =>
      `the store ${f.store} is not whole: ${f.problem}`,
    hint: (f) => f.fix,
    status: 503,
    exit: EXIT.world,
    when: "The database of a store is missing or empty beside its artifacts, or the folder of its artifacts is not there.",
  },
  SERVER_TAKEN: {
    message: (f: { store: string; pid: number | undefined; url: string }) =>
      `the store ${f.store} is served already, by process ${f.pid ?? "unknown"} at ${f.url}`,
    hint: "fettle server stop, then try again; or use the one that runs",
    status: 409,
    exit: EXIT.world,
    when: "A second server is started on a store that has one.",
  },
  PORT_TAKEN: {
    message: (f: { port: number; host: string; owner: string }) =>
      `port ${f.port} on ${f.host} is in use${f.owner === "" ? "" : ` by ${f.owner}`}`,
    hint: (f) =>
      `choose another with --port ${f.port + 1}, or leave --port out to take the next free one`,
    status: 409,
    exit: EXIT.world,
    when: "`--port` names a port that another program listens on.",
  },
  HOST_UNKNOWN: {
    message: (f: { host: string }) => `this machine has no address ${f.host} to listen on`,
    hint: "leave --host out to listen on 127.0.0.1; 0.0.0.0 is every address of this machine",
    status: 400,
    exit: EXIT.usage,
    when: "`--host` names an address that this machine does not have.",
  },
  PORT_DENIED: {
    message: (f: { port: number; host: string }) =>
      `no permission to listen on port ${f.port} of ${f.host}`,
    hint: "choose a port from 1024 on, or leave --port out to take the next free one",
    status: 403,
    exit: EXIT.world,
    when: "`--port` names a port that the operating system keeps for others.",
  },
  POINTS_DAMAGED: {
    message: (f: { what: string; problem: string }) =>
      `${f.what} is not as it was written: ${f.problem}; it is not shown`,
    hint: "fettle server check names all that is damaged; bring the store back from a backup",
    status: 409,
    exit: EXIT.world,
    when: "The disk gave back other bytes of a metric than were written to it.",
  },
  DATABASE_DAMAGED: {
    message: (f: { path: string; reason: string }) =>
      `${f.path} is damaged, or no database of Fettle: ${f.reason}`,
    hint: (f) =>
      `put a backup in its place (ls ${JSON.stringify(f.path)}*), or move it away to begin with an empty store`,
    status: 409,
    exit: EXIT.world,
    when: "SQLite can't read the store's database file.",
  },
  DATABASE_SPACE: {
    message: (f: { path: string; needed: string; free: string }) =>
      `to update ${f.path} a copy of it is kept first, which takes ${f.needed}; its disk has ${f.free} free, and nothing was changed`,
    hint: "free some space, then type the same command again; `df -h` shows where it went",
    status: 409,
    exit: EXIT.world,
    when: "A new version of Fettle must change the tables of a store, and its disk is too full for the copy.",
  },
  DATABASE_NEWER: {
    message: (f: { path: string; slice: string; number: number }) =>
      `${f.path} was written by a newer Fettle (migration ${f.number} of ${f.slice})`,
    hint: "npm install fettle@latest",
    status: 409,
    exit: EXIT.world,
    when: "The store was migrated by a newer version of Fettle.",
  },
  REQUEST_INVALID: {
    message: (f: { problem: string }) => f.problem,
    hint: "docs/reference/http.md lists what each route takes",
    status: 400,
    exit: EXIT.usage,
    when: "A request does not fit the schema of its route.",
  },
  REQUEST_REFUSED: {
    message: (f: { problem: string; need: string }) => f.problem,
    hint: (f) => f.need,
    status: 403,
    exit: EXIT.usage,
    when: "Host, Origin, user or token of a request do not admit it.",
  },
  REQUEST_SLOW: {
    message: (f: { bytesPerSecond: number }) =>
      `the body came in too slowly; expected at least ${f.bytesPerSecond} bytes a second`,
    hint: "send it again; over a poor line, in smaller pieces",
    status: 408,
    exit: EXIT.world,
    when: "The body of a request stops coming in.",
  },
  ROUTE_UNKNOWN: {
    message: (f: { method: string; path: string }) => `no route ${f.method} ${f.path}`,
    hint: "docs/reference/http.md lists the routes",
    status: 404,
    exit: EXIT.usage,
    when: "A request asks for a path that the server does not have.",
  },
  REGEX_INVALID: {
    message: (f: { pattern: string; problem: string; position: number }) =>
      `the pattern ${JSON.stringify(f.pattern)} can't be read: ${f.problem} at position ${f.position}`,
    hint: "patterns are RE2's: no look-around, no back-references; https://github.com/google/re2/wiki/Syntax",
    status: 400,
    exit: EXIT.usage,
    when: "A regular expression that a person wrote is not one of RE2's.",
  },
  BUG: {
    message: (f: { problem: string }) => `this is a bug in Fettle: ${f.problem}`,
    hint: "please report it with the command you typed and the lines above",
    status: 500,
    exit: EXIT.bug,
    when: "Something happened that Fettle's authors did not expect.",
  },
});
