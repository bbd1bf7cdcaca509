/** The rules of ARCHITECTURE.md and CONTRIBUTING.md, as tests. Each rule is shown to find a violation planted for it. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { referenceFresh } from "./house-rules/documents.ts";
import {
  errorPrefixes,
  errorsAreThrown,
  type Manifests,
  noLasting5xx,
  routePrefixes,
  routesOnce,
  summariesInForm,
} from "./house-rules/manifests.ts";
import { PROOFS } from "./house-rules/rules.ts";
import { type Finding, readCheckout } from "./house-rules/source-file.ts";

const checkout = readCheckout(join(import.meta.dirname, ".."));

function told(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ path, problem }) => `${path}: ${problem}`);
}

function row(status: number, code: string) {
  return { [code]: { message: () => "", status, exit: 2, when: "" } };
}

describe.each(PROOFS)("$says", ({ rule, planted, finds }) => {
  it("finds what is planted", () => {
    const files = Object.entries(planted).map(([path, text]) => ({ path, text }));
    expect(told(rule(files))).toEqual(finds);
  });

  it("holds in the checkout", () => {
    expect(told(rule(checkout))).toEqual([]);
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
    })),
  );
}

const PLANTED: Manifests = [
  {
    name: "runs",
    errors: { ...row(404, "RUN_NOT_FOUND"), ...row(503, "RUNS_AWAY"), ...row(400, "BAD_NAME") },
    routes: [
      { method: "GET", path: "/api/fettle/1/runs/:id" },
      { method: "GET", path: "/api/2.0/mlflow/runs/get" },
      { method: "GET", path: "/runs" },
    ],
    commands: [
      {
        name: "list",
        summary: "List runs",
        args: [{ name: "run", summary: "one of them" }],
        flags: { all: { type: "boolean", summary: "the old ones too." } },
      },
    ],
  },
  {
    name: "gate",
    errors: {},
    routes: [
      { method: "GET", path: "/api/fettle/1/gate" },
      { method: "GET", path: "/api/fettle/1/runs/:ref" },
    ],
    commands: [],
  },
];

describe("the manifests of the slices", () => {
  it("give each route the prefix of its slice", async () => {
    expect(told(routePrefixes(PLANTED))).toEqual([
      "src/runs: route GET /runs must begin with /api/fettle/1/runs",
      "src/gate: route GET /api/fettle/1/runs/:ref must begin with /api/fettle/1/gate",
    ]);
    expect(told(routePrefixes(await loadManifests()))).toEqual([]);
  });

  it("have each route once", async () => {
    expect(told(routesOnce(PLANTED))).toEqual([
      "src/gate: route GET /api/fettle/1/runs/:ref is also runs's",
    ]);
    expect(told(routesOnce(await loadManifests()))).toEqual([]);
  });

  it("give each error code the prefix of its slice", async () => {
    expect(told(errorPrefixes(PLANTED))).toEqual([
      "src/runs/errors.ts: BAD_NAME must begin with RUNS_",
    ]);
    expect(told(errorPrefixes(await loadManifests()))).toEqual([]);
  });

  it("answer no lasting condition with a 5xx", async () => {
    expect(told(noLasting5xx(PLANTED))).toEqual([
      "src/runs/errors.ts: RUNS_AWAY answers 503; clients would send it again and again",
    ]);
    expect(told(noLasting5xx(await loadManifests()))).toEqual([]);
  });

  it("have summaries of one form", async () => {
    expect(told(summariesInForm(PLANTED))).toEqual([
      'src/runs/commands.ts: list: "List runs" begins lower-case and has no full stop',
      'src/runs/commands.ts: list: "the old ones too." begins lower-case and has no full stop',
    ]);
    const { ownCommands } = await import("../src/app/commands.ts");
    const app = { name: "app", errors: {}, routes: [], commands: ownCommands };
    expect(told(summariesInForm([app, ...(await loadManifests())]))).toEqual([]);
  });

  it("name no error that nobody throws", async () => {
    const thrower = { path: "src/runs/start.ts", text: 'fail(ERRORS, "RUN_NOT_FOUND", {})' };
    expect(told(errorsAreThrown(PLANTED, [thrower]))).toEqual([
      "src/runs/errors.ts: nobody throws RUNS_AWAY",
      "src/runs/errors.ts: nobody throws BAD_NAME",
    ]);
    expect(told(errorsAreThrown(await loadManifests(), checkout))).toEqual([]);
  });
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
    expect(told(referenceFresh(checkout, await referenceFiles()))).toEqual([]);
  });
});
