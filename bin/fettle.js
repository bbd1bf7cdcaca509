#!/usr/bin/env node
// Plain JavaScript, so that an old Node reads it: a static import of what it lacks dies before any message.
const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  process.stderr.write(
    `fettle needs Node 24 or newer, and this is ${process.version}: install it (npm install --save-dev node@24 puts one beside your project) and try again\n`,
  );
  process.exitCode = 2;
} else {
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
