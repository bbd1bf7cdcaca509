import { readFileSync } from "node:fs";
import { join } from "node:path";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const root = join(import.meta.dirname, "src", "app", "page");
const THEME = "theme-before-paint.js";

/**
 * Puts the script that sets the theme before everything else, as a file named by its content: the content policy allows
 * no script within the page, and a module would run after the first paint.
 */
function themeBeforePaint(): Plugin {
  let built: string | undefined;
  return {
    name: "theme-before-paint",
    buildStart() {
      if (this.meta.watchMode) return;
      const source = readFileSync(join(root, THEME), "utf8");
      built = this.emitFile({ type: "asset", name: THEME, source });
    },
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const page = bundle["index.html"];
        if (built === undefined || page?.type !== "asset") return;
        const tag = `<script src="/${this.getFileName(built)}"></script>\n    `;
        page.source = String(page.source).replace("<title>", `${tag}<title>`);
      },
    },
  };
}

/** Builds the web UI: `src/app/page` into `dist/page`, which the server serves from memory. */
export default defineConfig({
  root,
  plugins: [react(), tailwind(), themeBeforePaint()],
  build: {
    outDir: join(import.meta.dirname, "dist", "page"),
    emptyOutDir: true,
    // Browsers of 2024: light-dark(), CSS nesting, top-level await.
    target: "es2023",
    cssTarget: ["chrome123", "firefox128", "safari17.5"],
    // A font within the style sheet would need `data:` in the content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
  server: { proxy: { "/api": "http://127.0.0.1:5000" } },
});
