import type { CommandShape } from "#ground/cli";
import type { ErrorTable } from "#ground/errors";
import { type Finding, isCode, isTest, type SourceFile, sliceOf } from "./source-file.ts";

/** What the manifests of the slices hold, loaded. */
export type Manifests = readonly {
  readonly name: string;
  readonly errors: ErrorTable;
  readonly routes: readonly {
    readonly method: string;
    readonly path: string;
    readonly answer?: unknown;
    readonly sends?: string | undefined;
  }[];
  readonly commands: readonly Pick<CommandShape, "name" | "summary" | "args" | "flags">[];
  readonly kinds: readonly { readonly name: string }[];
}[];

/** A rule over what the manifests hold, and over the files where it compares the two. */
export type ManifestRule = (
  manifests: Manifests,
  files: readonly SourceFile[],
) => readonly Finding[];

/** The floor's errors have no prefix, and slices throw them. */
function slicesAmong(manifests: Manifests): Manifests {
  return manifests.filter(({ name }) => name !== "ground");
}

/** Paths that belong to a protocol of others. */
const FOREIGN = [
  "/api/2.0/mlflow",
  "/api/3.0/mlflow",
  "/ajax-api/2.0/mlflow",
  "/ajax-api/3.0/mlflow",
  "/api/2.0/mlflow-artifacts",
  "/ajax-api/2.0/mlflow-artifacts",
  "/get-artifact",
  "/v1/traces",
  "/model-versions/get-artifact",
  "/version",
  "/health",
];

/** Fettle's own routes begin with `/api/fettle/1/<slice>`; others are a foreign protocol's. */
export const routePrefixes: ManifestRule = (manifests) =>
  manifests.flatMap(({ name, routes }) =>
    routes
      .filter(({ path }) => {
        const own = `/api/fettle/1/${name}`;
        const known = path === own || path.startsWith(`${own}/`);
        return !known && !FOREIGN.some((p) => path === p || path.startsWith(`${p}/`));
      })
      .map(({ path, method }) => ({
        path: `src/${name}`,
        problem: `route ${method} ${path} must begin with /api/fettle/1/${name}`,
      })),
  );

/** No two routes answer the same request. */
export const routesOnce: ManifestRule = (manifests) => {
  const seen = new Map<string, string>();
  return manifests.flatMap(({ name, routes }) =>
    routes.flatMap(({ method, path }) => {
      const key = `${method} ${path.replaceAll(/:[^/]+/g, ":")}`;
      const first = seen.get(key);
      seen.set(key, name);
      return first === undefined
        ? []
        : [{ path: `src/${name}`, problem: `route ${method} ${path} is also ${first}'s` }];
    }),
  );
};

/** Error codes begin with the slice's name or its singular: `RUN_NOT_FOUND` is from runs. */
export const errorPrefixes: ManifestRule = (manifests) =>
  slicesAmong(manifests).flatMap(({ name, errors }) => {
    const prefixes = [name, name.replace(/s$/, ""), name.replace(/ies$/, "y")].map(
      (word) => `${word.toUpperCase().replaceAll("-", "_")}_`,
    );
    return Object.keys(errors)
      .filter((code) => !prefixes.some((prefix) => code.startsWith(prefix)))
      .map((code) => ({
        path: `src/${name}/errors.ts`,
        problem: `${code} must begin with ${prefixes[0]}`,
      }));
  });

/** What MLflow 3.17.2's client sends again, for minutes (request_utils.py). */
const REPEATED = new Set([408, 429, 500, 502, 503, 504]);
/**
 * Errors of the floor that hold no condition of the server: two of a client that had no answer or a foreign one, a store that is
 * not served at all, a bug, and a body that stalled on its way. The last is answered 408 so that it is repeated: the line that
 * failed for a minute is the client's, and the same upload arrives when it is sent again.
 */
const NO_CONDITION = new Set([
  "SERVER_UNREACHABLE",
  "SERVER_REFUSED",
  "STORE_NOT_WHOLE",
  "REQUEST_SLOW",
  "BUG",
]);

/**
 * Clients of MLflow retry a 5xx, a 408 and a 429 for minutes, so a condition that lasts is none of these. The floor has two that may pass or
 * last, a full disk and one that fails: they are 503 at first, and once they lasted a status that is not repeated.
 */
export const noLasting5xx: ManifestRule = (manifests) =>
  manifests.flatMap(({ name, errors }) =>
    Object.entries(errors)
      .filter(([code, { status, lasting = status }]) =>
        name === "ground"
          ? REPEATED.has(lasting) && !NO_CONDITION.has(code)
          : status >= 500 || REPEATED.has(status),
      )
      .map(([code, entry]) => ({
        path: `src/${name}/errors.ts`,
        problem: `${code} answers ${entry.status}; clients would send it again and again`,
      })),
  );

/** A code that nobody throws is a promise that nobody keeps. */
export const errorsAreThrown: ManifestRule = (manifests, files) =>
  slicesAmong(manifests).flatMap(({ name, errors }) => {
    const text = files
      .filter((f) => f.path.startsWith(`src/${name}/`) && !/\.test\.|\/errors\.ts$/.test(f.path))
      .map((f) => f.text)
      .join("\n");
    return Object.keys(errors)
      .filter((code) => !text.includes(`"${code}"`))
      .map((code) => ({ path: `src/${name}/errors.ts`, problem: `nobody throws ${code}` }));
  });

/** Summaries stand side by side in the help, so they have one form: lower case, no full stop. */
export const summariesInForm: ManifestRule = (manifests) =>
  manifests.flatMap(({ name, commands }) =>
    commands.flatMap((command) => {
      const summaries = [
        command.summary,
        ...command.args.map((argument) => argument.summary),
        ...Object.values(command.flags).map((flag) => flag.summary),
      ];
      return summaries
        .filter((summary) => /^[A-Z][a-z]+ |\.$/.test(summary) && !/^(DVC|MLflow)/.test(summary))
        .map((summary) => ({
          path: `src/${name}/commands.ts`,
          problem: `${command.name}: "${summary}" begins lower-case and has no full stop`,
        }));
    }),
  );

/** `kind: "run", id`: a thing, as edges and the trash name it. */
const THING = /\bkind: "([a-z][a-z ]*)",\s*id\b/g;

/** A kind that records name is registered by the manifest of one slice: the one that makes such things. */
export const kindsRegistered: ManifestRule = (manifests, files) => {
  const owners = new Map<string, string>();
  const twice = manifests.flatMap(({ name: slice, kinds }) =>
    kinds.flatMap(({ name }) => {
      const first = owners.get(name);
      owners.set(name, slice);
      return first === undefined
        ? []
        : [{ path: `src/${slice}`, problem: `registers the kind "${name}", which is ${first}'s` }];
    }),
  );
  const unknown = files
    .filter((f) => sliceOf(f.path) !== undefined && isCode(f.path) && !isTest(f.path))
    .filter((f) => /\b(recordEdge|forgetThing|lineageOf|Trashed|Gone)\b/.test(f.text))
    .flatMap(({ path, text }) =>
      [...text.matchAll(THING)]
        .filter(([, kind = ""]) => !owners.has(kind))
        .map(([, kind]) => ({ path, problem: `no manifest registers the kind "${kind}"` })),
    );
  return [...twice, ...unknown];
};
