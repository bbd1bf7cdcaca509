#!/usr/bin/env node
// Plain JavaScript, so that an old Node reads it: a static import of what it lacks dies before any message.
keepInspectorShut();
const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  process.stderr.write(
    `fettle needs Node 24 or newer, and this is ${process.version}: install it (npm install --save-dev node@24 puts one beside your project) and try again\n`,
  );
  process.exitCode = 2;
} else {
  becomeServer();
  const { existsSync } = await import("node:fs");
  // A checkout runs its source unbuilt, unless FETTLE_BUNDLE=1 asks for what `npm run build` made; the published
  // package holds the bundle alone.
  const source = new URL("../src/main.ts", import.meta.url);
  // biome-ignore lint/style/noProcessEnv: asked before any module of ours is loaded
  const unbuilt = process.env.FETTLE_BUNDLE !== "1" && existsSync(source);
  if (unbuilt) {
    // Stripping the types of some hundred files costs more than running them; Node keeps the outcome.
    const { enableCompileCache } = await import("node:module");
    enableCompileCache(new URL("../.cache/compile", import.meta.url).pathname);
  }
  await import(unbuilt ? source.href : new URL("../dist/main.js", import.meta.url).href);
}

/**
 * Node opens its inspector on SIGUSR1, and through that whoever reaches this machine's ports runs code as this user. With a
 * listener of our own it does not. A signal from before this line may have opened it: it is shut again, unless somebody
 * asked for one. What Fettle itself starts has a flag instead, which holds from the first moment on.
 */
function keepInspectorShut() {
  process.on("SIGUSR1", () => {});
  // biome-ignore lint/style/noProcessEnv: asked before any module of ours is loaded
  const given = [...process.execArgv, process.env.NODE_OPTIONS ?? ""].join(" ");
  if (/--(inspect(-brk|-wait)?(=|\s|$)|disable-sigusr1)/.test(given)) return;
  const shut = () => process.getBuiltinModule("node:inspector").close();
  // Behind the turn of the loop in which Node opens it once more; asking costs 2 ms, which short commands then never pay.
  setTimeout(() => setImmediate(shut).unref(), 100).unref();
}

/**
 * A server lives long and is asked for little memory: V8's space for young objects, which doubles while modules load and
 * never shrinks, is bounded; old objects are collected from 16 MB on and when they have grown by three quarters, where V8 would
 * let some 200 MB of garbage come together; malloc has one arena, and gives large pieces back. All this can only be said
 * when a process starts, so this one starts again in its own place, with the same number, files and words. Where that
 * can't be done it stays as it is.
 */
function becomeServer() {
  const [, , command, action] = process.argv;
  const serves =
    command === "up" || (command === "server" && !/^(status|stop)$/.test(action ?? ""));
  const flag = "--max-semi-space-size";
  if (!serves || process.execve === undefined) return;
  if (process.execArgv.some((given) => given.startsWith(flag))) return;
  // It is new in Node, which would say so on stderr.
  process.removeAllListeners("warning");
  // biome-ignore lint/style/noProcessEnv: handed on as it is
  const env = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "98304", ...process.env };
  const flags = [
    "--disable-sigusr1",
    `${flag}=1`,
    "--initial-old-space-size=16",
    "--heap-growing-percent=75",
  ];
  const given = process.execArgv.filter((word) => !flags.includes(word));
  const words = [...given, ...flags, ...process.argv.slice(1)];
  process.execve(process.execPath, [process.execPath, ...words], env);
}
