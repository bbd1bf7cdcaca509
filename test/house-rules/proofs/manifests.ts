import { answersTold } from "../answers.ts";
import {
  errorPrefixes,
  errorsAreThrown,
  kindsRegistered,
  type ManifestRule,
  type Manifests,
  noLasting5xx,
  routePrefixes,
  routesOnce,
  summariesInForm,
} from "../manifests.ts";
import type { SourceFile } from "../source-file.ts";

/** A rule over manifests, a violation planted for it alone, and one planted among the checkout's manifests. */
export type ManifestProof = {
  readonly says: string;
  readonly rule: ManifestRule;
  readonly planted: Manifests;
  readonly files?: readonly SourceFile[];
  readonly finds: readonly string[];
  /** What a slice's manifest gives beside what it has, or a file beside those of the checkout. */
  readonly inTree: (Partial<Manifests[number]> & { readonly name: string }) | SourceFile;
  readonly findsInTree: string;
};

const NOTHING = { errors: {}, routes: [], commands: [], kinds: [] };

function row(status: number, code: string) {
  return { [code]: { message: () => "", status, exit: 2, when: "" } };
}

/** Every rule over the manifests of the slices, each with its proof. */
export const MANIFEST_PROOFS: readonly ManifestProof[] = [
  {
    says: "each route begins with its slice",
    rule: routePrefixes,
    planted: [
      {
        ...NOTHING,
        name: "runs",
        routes: [
          { method: "GET", path: "/api/fettle/1/runs/:id" },
          { method: "GET", path: "/api/2.0/mlflow/runs/get" },
          { method: "GET", path: "/runs" },
        ],
      },
    ],
    finds: ["src/runs: route GET /runs must begin with /api/fettle/1/runs"],
    inTree: { name: "lineage", routes: [{ method: "GET", path: "/api/fettle/1/lineages" }] },
    findsInTree:
      "src/lineage: route GET /api/fettle/1/lineages must begin with /api/fettle/1/lineage",
  },
  {
    says: "each route stands there once",
    rule: routesOnce,
    planted: [
      {
        ...NOTHING,
        name: "runs",
        routes: [{ method: "GET", path: "/api/fettle/1/runs/:id" }],
      },
      {
        ...NOTHING,
        name: "gate",
        routes: [{ method: "GET", path: "/api/fettle/1/runs/:ref" }],
      },
    ],
    finds: ["src/gate: route GET /api/fettle/1/runs/:ref is also runs's"],
    inTree: {
      name: "lineage",
      routes: [{ method: "GET", path: "/api/fettle/1/lineage/:sort/*" }],
    },
    findsInTree: "src/lineage: route GET /api/fettle/1/lineage/:sort/* is also lineage's",
  },
  {
    says: "each route of Fettle's own tells its answer",
    rule: answersTold,
    planted: [
      {
        ...NOTHING,
        name: "runs",
        routes: [
          { method: "GET", path: "/api/fettle/1/runs/:ref", answer: {} },
          { method: "GET", path: "/api/fettle/1/runs/:ref/archive", sends: "application/zip" },
          { method: "GET", path: "/api/2.0/mlflow/runs/get" },
          { method: "GET", path: "/api/fettle/1/runs" },
          { method: "POST", path: "/api/fettle/1/runs", answer: {}, sends: "text/csv" },
        ],
      },
    ],
    finds: [
      "src/runs: route GET /api/fettle/1/runs must tell its answer, or say by `sends` what it is instead",
      "src/runs: route POST /api/fettle/1/runs must tell its answer, or say by `sends` what it is instead",
    ],
    inTree: { name: "lineage", routes: [{ method: "GET", path: "/api/fettle/1/lineage/kinds" }] },
    findsInTree:
      "src/lineage: route GET /api/fettle/1/lineage/kinds must tell its answer, or say by `sends` what it is instead",
  },
  {
    says: "each error code begins with its slice",
    rule: errorPrefixes,
    planted: [
      {
        ...NOTHING,
        name: "runs",
        errors: { ...row(404, "RUN_NOT_FOUND"), ...row(404, "RUNS_B"), ...row(400, "BAD_NAME") },
      },
    ],
    finds: ["src/runs/errors.ts: BAD_NAME must begin with RUNS_"],
    inTree: { name: "lineage", errors: row(400, "THING_INVALID") },
    findsInTree: "src/lineage/errors.ts: THING_INVALID must begin with LINEAGE_",
  },
  {
    says: "no lasting condition is answered with a 5xx",
    rule: noLasting5xx,
    planted: [
      {
        ...NOTHING,
        name: "runs",
        errors: {
          ...row(404, "RUN_NOT_FOUND"),
          ...row(503, "RUNS_AWAY"),
          ...row(429, "RUNS_MANY"),
        },
      },
      {
        ...NOTHING,
        name: "ground",
        errors: {
          ...row(503, "DISK_HOT"),
          DISK_FULL: { message: () => "", status: 503, lasting: 507, exit: 2, when: "" },
        },
      },
    ],
    finds: [
      "src/runs/errors.ts: RUNS_AWAY answers 503; clients would send it again and again",
      "src/runs/errors.ts: RUNS_MANY answers 429; clients would send it again and again",
      "src/ground/errors.ts: DISK_HOT answers 503; clients would send it again and again",
    ],
    inTree: { name: "ground", errors: row(503, "DISK_HOT") },
    findsInTree:
      "src/ground/errors.ts: DISK_HOT answers 503; clients would send it again and again",
  },
  {
    says: "no error is named that nobody throws",
    rule: errorsAreThrown,
    planted: [
      {
        ...NOTHING,
        name: "runs",
        errors: { ...row(404, "RUN_NOT_FOUND"), ...row(404, "RUNS_AWAY") },
      },
    ],
    files: [{ path: "src/runs/start.ts", text: 'fail(ERRORS, "RUN_NOT_FOUND", {})' }],
    finds: ["src/runs/errors.ts: nobody throws RUNS_AWAY"],
    inTree: { name: "lineage", errors: row(404, "LINEAGE_AWAY") },
    findsInTree: "src/lineage/errors.ts: nobody throws LINEAGE_AWAY",
  },
  {
    says: "summaries are of one form",
    rule: summariesInForm,
    planted: [
      {
        ...NOTHING,
        name: "runs",
        commands: [
          {
            name: "list",
            summary: "List runs",
            args: [{ name: "run", summary: "one of them" }],
            flags: { all: { type: "boolean", summary: "the old ones too." } },
          },
        ],
      },
    ],
    finds: [
      'src/runs/commands.ts: list: "List runs" begins lower-case and has no full stop',
      'src/runs/commands.ts: list: "the old ones too." begins lower-case and has no full stop',
    ],
    inTree: {
      name: "lineage",
      commands: [{ name: "mark", summary: "Mark a thing", args: [], flags: {} }],
    },
    findsInTree:
      'src/lineage/commands.ts: mark: "Mark a thing" begins lower-case and has no full stop',
  },
  {
    says: "each kind of thing is registered by one slice",
    rule: kindsRegistered,
    planted: [
      { ...NOTHING, name: "runs", kinds: [{ name: "run" }, { name: "logged model" }] },
      { ...NOTHING, name: "models", kinds: [{ name: "model" }, { name: "run" }] },
    ],
    files: [
      {
        path: "src/runs/start.ts",
        text: 'recordEdge(tx, { from: { kind: "data", id: path }, to: { kind: "run", id } });',
      },
      { path: "src/runs/list.ts", text: 'const fact = { kind: "fact", id: 1 };' },
    ],
    finds: [
      'src/models: registers the kind "run", which is runs\'s',
      'src/runs/start.ts: no manifest registers the kind "data"',
    ],
    inTree: {
      path: "src/gate/mark.ts",
      text: 'recordEdge(tx, { ...edge, to: { kind: "verdict", id } });',
    },
    findsInTree: 'src/gate/mark.ts: no manifest registers the kind "verdict"',
  },
];
