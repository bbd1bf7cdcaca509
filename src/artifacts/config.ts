import { z } from "zod";
import { defineSection } from "#ground/config";
import { folderOf } from "./folder-of.ts";

/** This server's own folder, or another server that keeps artifacts, as MLflow's clients name them. */
const KEPT_BY_SERVER =
  /^(mlflow-artifacts:|https?:\/\/[^/?#]+\/(?:[^?#]*\/)?api\/2\.0\/mlflow-artifacts\/artifacts(?:\/[^?#]*)?$)/;

/** `artifacts:` in settings.yaml. */
export const artifactsSettings = defineSection(
  "artifacts",
  z
    .strictObject({
      folder: z
        .string()
        .min(1, "expected a folder")
        .default("artifacts")
        .describe("The folder of the artifacts; a relative one lies in the store."),
      root: z
        .string()
        .refine(
          (uri) => KEPT_BY_SERVER.test(uri) || folderOfUri(uri) !== undefined,
          "expected mlflow-artifacts:/, file:///FOLDER or http://HOST/api/2.0/mlflow-artifacts/artifacts",
        )
        .optional()
        .describe(
          "Where new experiments keep their artifacts, as a URI; default this server's own.",
        ),
      fileRoots: z
        .array(z.string().startsWith("/", "expected an absolute path"))
        .default([])
        .describe(
          "Folders below which an experiment may keep artifacts by a file:// or relative URI.",
        ),
      schemes: z
        .array(
          z.string().regex(/^[a-z][a-z0-9+.-]+$/i, "expected a scheme, such as hdfs, without `:`"),
        )
        .default([])
        .describe(
          "Schemes beyond s3, gs, wasbs and dbfs that the place of artifacts or the source of a model version may have, such as hdfs. MLflow's clients go to whatever host such an address names.",
        ),
    })
    .transform(({ root, fileRoots, ...others }) => {
      // Whoever names a folder as the root allows it.
      const own = root === undefined ? undefined : folderOfUri(root);
      const allowed: readonly string[] = own === undefined ? fileRoots : [...fileRoots, own];
      return { ...others, root, fileRoots: allowed };
    }),
);

/** The folder of a `file:` URI that is nothing else than that. */
function folderOfUri(uri: string): string | undefined {
  return /^file:\/\/\/[^?#]*$/.test(uri) ? folderOf(uri) : undefined;
}
