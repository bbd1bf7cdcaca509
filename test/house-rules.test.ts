/** The rules of ARCHITECTURE.md and CONTRIBUTING.md, as tests. Each rule is shown to find a violation planted for it. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { referenceFresh } from "./house-rules/documents.ts";
import type { Manifests } from "./house-rules/manifests.ts";
import { plant, told } from "./house-rules/proof.ts";
import { MANIFEST_PROOFS } from "./house-rules/proofs/manifests.ts";
import { PROOFS } from "./house-rules/rules.ts";
import { readCheckout } from "./house-rules/source-file.ts";

const checkout = readCheckout(join(import.meta.dirname, ".."));

/** What is found more, as a person who planted it would see it. */
function more(before: readonly string[], after: readonly string[]): readonly string[] {
  return after.filter((finding) => !before.includes(finding));
}

describe.each(PROOFS)("$says", ({ rule, planted, finds, inTree, findsInTree }) => {
  it("finds what is planted", () => {
    const files = Object.entries(planted).map(([path, text]) => ({ path, text }));
    expect(told(rule(files))).toEqual(finds);
  });

  it("holds in the checkout", () => {
    expect(told(rule(checkout))).toEqual([]);
  });

  it("finds what is planted in the checkout", () => {
    expect(more(told(rule(checkout)), told(rule(plant(checkout, inTree))))).toEqual([findsInTree]);
  });
});

/** Loaded when asked for, so that a slice that can't be loaded leaves the other rules standing. */
async function loadManifests(): Promise<Manifests> {
  const { slices } = await import("../src/app/slices.ts");
  return Promise.all(
    slices.map(async (slice) => ({
      name: slice.name,
      errors: (await slice.errors?.()) ?? {},
      routes: (await slice.routes?.()) ?? [],
      commands: slice.commands ?? [],
      kinds: slice.kinds ?? [],
    })),
  );
}

describe.each(MANIFEST_PROOFS)("in the manifests $says", (proof) => {
  const { rule, planted, files, finds, inTree, findsInTree } = proof;

  it("finds what is planted", () => {
    expect(told(rule(planted, files ?? []))).toEqual(finds);
  });

  it("holds, and finds what is planted in the checkout's", async () => {
    const { ownCommands } = await import("../src/app/commands.ts");
    const app = { name: "app", errors: {}, routes: [], commands: ownCommands, kinds: [] };
    const { GROUND_ERRORS } = await import("../src/ground/errors/index.ts");
    const ground = { name: "ground", errors: GROUND_ERRORS, routes: [], commands: [], kinds: [] };
    const manifests = [ground, app, ...(await loadManifests())];
    expect(told(rule(manifests, checkout))).toEqual([]);
    if ("path" in inTree) {
      expect(told(rule(manifests, [...checkout, inTree]))).toEqual([findsInTree]);
      return;
    }
    const violated = manifests.map((one) =>
      one.name === inTree.name
        ? {
            name: one.name,
            errors: { ...one.errors, ...inTree.errors },
            routes: [...one.routes, ...(inTree.routes ?? [])],
            commands: [...one.commands, ...(inTree.commands ?? [])],
            kinds: [...one.kinds, ...(inTree.kinds ?? [])],
          }
        : one,
    );
    expect(told(rule(violated, checkout))).toEqual([findsInTree]);
  });
});

it("proves every rule", () => {
  const rules = checkout
    .filter((f) => /^test\/house-rules\/[^/]+\.ts$/.test(f.path))
    .flatMap((f) => [...f.text.matchAll(/^export const (\w+): (?:Manifest)?Rule =\s/gm)])
    .map(([, name = ""]) => name);
  expect(rules.sort()).toEqual([...PROOFS, ...MANIFEST_PROOFS].map((p) => p.rule.name).sort());
});

describe("docs/reference", () => {
  it("is what the manifests say", async () => {
    const planted = [
      { path: "docs/reference/errors.md", text: "old" },
      { path: "docs/reference/gone.md", text: "x" },
    ];
    expect(told(referenceFresh(planted, new Map([["errors.md", "new"]])))).toEqual([
      "docs/reference/errors.md: stale; type: npm run docs",
      "docs/reference/gone.md: nobody makes it; type: npm run docs",
    ]);
    const { referenceFiles } = await import("../scripts/reference/files.ts");
    const fresh = await referenceFiles();
    expect(told(referenceFresh(checkout, fresh))).toEqual([]);
    const changed = plant(checkout, { "docs/reference/errors.md": (text) => `${text}\n` });
    expect(told(referenceFresh(changed, fresh))).toEqual([
      "docs/reference/errors.md: stale; type: npm run docs",
    ]);
  });
});
