import type { ManifestRule } from "./manifests.ts";
import { findLines, isCode, isTest, type Rule } from "./source-file.ts";

/** A caller knows an answer by the schema that the route tells; what is no JSON says its media type instead. */
export const answersTold: ManifestRule = (manifests) =>
  manifests.flatMap(({ name, routes }) =>
    routes
      .filter(({ path }) => path.startsWith("/api/fettle/1/"))
      .filter(({ answer, sends }) => (answer === undefined) === (sends === undefined))
      .map(({ method, path }) => ({
        path: `src/${name}`,
        problem: `route ${method} ${path} must tell its answer, or say by \`sends\` what it is instead`,
      })),
  );

/** `db.get<Row>` and `tx.get<Row>` read the database, whose rows have no schema. */
const CAST = /(?<!\b(?:db|tx|database))\.(get|post|put|patch|delete)<|(?<![\w.])(ask|tell)</;

/** A cast holds whatever the route answers; the types of `api.ts` break with it. */
export const noCastAnswers: Rule = (files) =>
  files
    .filter(({ path }) => isCode(path) && !isTest(path))
    .filter(({ path }) => /^src\/(?!ground\/|web\/)/.test(path))
    .flatMap((file) => findLines(file, CAST, "read the answer by the types of api.ts"));
