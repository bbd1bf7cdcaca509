import type { ServerContext } from "#ground/server";
import { bytesOf } from "#trash";
import { selectUnmeasured, updateTrashBytes } from "../store/trashed.ts";
import { placeOf } from "./places.ts";

/** Measures runs in the trash that nobody has measured, at most so many; how many these were. */
export async function measureRuns(context: ServerContext, most: number): Promise<number> {
  const runs = await selectUnmeasured(context.database, most);
  const sizes: { run: number; bytes: number }[] = [];
  for (const run of runs) {
    const place = placeOf(run);
    sizes.push({
      run: run.number,
      bytes: place === undefined ? 0 : await bytesOf(context, place),
    });
  }
  if (sizes.length > 0)
    await context.database.write(async (tx) => {
      for (const { run, bytes } of sizes) await updateTrashBytes(tx, run, bytes);
    });
  return runs.length;
}
