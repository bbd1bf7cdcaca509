import { defineConfig, type UserConfig } from "tsdown";
import { licenseNotices } from "./scripts/license-notices.ts";
import { oneByteText } from "./scripts/one-byte-text.ts";
import { plainHttp } from "./scripts/plain-http.ts";

/**
 * The published package. Dependencies are bundled: Node reads a few chunks instead of hundreds of files, which makes
 * a command that loads the server's parts three times quicker to start. Chunks follow the dynamic imports, so that a
 * command loads its own part only.
 */
const shared: UserConfig = {
  format: "esm",
  platform: "node",
  target: "node24",
  fixedExtension: false,
  deps: { alwaysBundle: [/.*/], onlyBundle: false },
  // The text stays in memory: spaces go, names stay, for whoever reads a stack trace.
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  // None of these acts when it is loaded, so what is not used can go; fastify's CommonJS modules do act.
  treeshake: {
    moduleSideEffects: [
      { test: /\/src\/|\/node_modules\/(zod|kysely|yaml|re2js)\//, sideEffects: false },
    ],
  },
  logLevel: "warn",
  checks: { pluginTimings: false },
};

const CLIENT = { client: "src/app/client.ts" };

export default defineConfig([
  {
    ...shared,
    // The reader thread is started by its file, which stands beside the chunks.
    entry: { main: "src/main.ts", "aside-worker": "src/ground/database/aside-worker.ts" },
    dts: false,
    clean: true,
    plugins: [plainHttp(), licenseNotices(), oneByteText()],
  },
  { ...shared, entry: CLIENT, dts: false, clean: false, plugins: [oneByteText()] },
  // The types by themselves: bundling those of zod and the like, only to drop them, takes ten seconds.
  {
    ...shared,
    entry: CLIENT,
    dts: { generator: "tsgo", emitDtsOnly: true },
    deps: { neverBundle: true },
    treeshake: { moduleSideEffects: false },
    clean: false,
  },
]);
