import { basename, join } from "node:path";
import type { LeftBehind } from "../left-behind.ts";
import type { ForeignRecord, RecordOf } from "../records.ts";
import type { ArtifactFolders } from "./artifact-folders.ts";
import { type KeysOf, readValues } from "./key-files.ts";
import { foldersIn, type Meta, readMeta, text, time } from "./meta-yaml.ts";

/** The registered models of MLflow's file store, each before its versions. */
export function* registryRecords(
  folder: string,
  owners: ArtifactFolders,
  left: LeftBehind,
): Iterable<ForeignRecord> {
  for (const model of foldersIn(folder)) {
    const meta = readMeta(model);
    if (meta === undefined) {
      left.add("registered models whose meta.yaml can't be read", 1, basename(model));
      continue;
    }
    const name = text(meta, "name") || basename(model);
    const created = time(meta, "creation_timestamp");
    const told = (what: string): KeysOf => ({ left, of: `model ${name}: ${what}` });
    const aliases = Object.entries(readValues(join(model, "aliases"), told("alias")));
    const aliasesOf = (version: number): string[] =>
      aliases.flatMap(([alias, of]) => (Number(of.trim()) === version ? [alias] : []));
    const versions = foldersIn(model).filter((f) => /^version-\d+$/.test(basename(f)));
    const head: RecordOf<"registered-model"> = {
      type: "registered-model",
      name,
      description: text(meta, "description"),
      createdAt: created,
      updatedAt: time(meta, "last_updated_timestamp") || created,
      tags: readValues(join(model, "tags"), told("tag")),
      lastVersion: Math.max(0, ...versions.map(numberOf)),
    };
    yield head;
    const byNumber = versions.sort((a, b) => numberOf(a) - numberOf(b));
    for (const version of byNumber) {
      const meta = readMeta(version);
      if (meta === undefined)
        left.add("model versions whose meta.yaml can't be read", 1, `${name}@${numberOf(version)}`);
      // What MLflow deleted it keeps the number of, and nothing else.
      else if (text(meta, "current_stage") !== DELETED)
        yield versionRecord(meta, version, name, {
          owners,
          aliases: aliasesOf(numberOf(version)),
          told: { left, of: `model version ${name}@${numberOf(version)}: tag` },
        });
    }
    const numbers = new Set(byNumber.map(numberOf));
    for (const [alias, of] of aliases)
      if (!numbers.has(Number(of.trim())))
        left.add("aliases of versions that are not there", 1, `${name}@${alias}`);
  }
}

function numberOf(folder: string): number {
  return Number(basename(folder).slice("version-".length));
}

/** The stage of a version that MLflow deleted. */
export const DELETED = "Deleted_Internal";

function versionRecord(
  meta: Meta,
  folder: string,
  model: string,
  {
    owners,
    aliases,
    told,
  }: {
    readonly owners: ArtifactFolders;
    readonly aliases: readonly string[];
    readonly told: KeysOf;
  },
): RecordOf<"version"> {
  const [run, runLink] = [text(meta, "run_id"), text(meta, "run_link")];
  const loggedModel = text(meta, "model_id");
  const source = text(meta, "storage_location") || text(meta, "source");
  const within = owners.among(source);
  const created = time(meta, "creation_timestamp");
  return {
    type: "version",
    id: `${model}@${numberOf(folder)}`,
    model,
    version: numberOf(folder),
    description: text(meta, "description"),
    user: text(meta, "user_id"),
    stage: text(meta, "current_stage") || "None",
    createdAt: created,
    updatedAt: time(meta, "last_updated_timestamp") || created,
    ...(run === "" ? {} : { run }),
    ...(runLink === "" ? {} : { runLink }),
    ...(loggedModel === "" ? {} : { loggedModel }),
    source: text(meta, "source") || source,
    ...(within === undefined ? {} : { within }),
    tags: readValues(join(folder, "tags"), told),
    ...(aliases.length === 0 ? {} : { aliases }),
  };
}
