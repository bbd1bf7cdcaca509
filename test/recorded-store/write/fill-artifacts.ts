import { done, idOf, upload, type World } from "./world.ts";

/** Artifacts: folders in folders, odd names, equal contents, a trashed one, and an upload that nobody finished. */
export async function fillArtifacts(world: World): Promise<void> {
  const place = idOf(world, "place.child-1");
  const text = "the same in three places\n".repeat(40);
  await upload(world, `${place}/model/MLmodel`, "flavors:\n  sklearn: {}\n");
  await upload(world, `${place}/model/data/weights.bin`, bytes(5000));
  await upload(world, `${place}/same-1.txt`, text);
  await upload(world, `${place}/deep/er/same-2.txt`, text);
  await upload(world, `${idOf(world, "place.child-2")}/same-3.txt`, text);
  await upload(world, `${place}/empty`, "");
  await upload(world, `${place}/odd/100 + (1), &=;~ ü \u{1f984}.txt`, "odd\n");
  await upload(world, `${place}/odd/.hidden`, "hidden\n");
  await upload(world, `${place}/odd/page.html`, "<h1>not to be run</h1>\n");
  await upload(world, `${place}/table.csv`, "a,b\n1,2\n");
  await upload(world, `${place}/trashed/one.txt`, "one\n");
  await upload(world, `${place}/trashed/two.txt`, "two\n");
  const child = `/api/fettle/1/runs/${idOf(world, "run.child-1")}`;
  await done(world, "DELETE", `${child}/artifact/trashed`);
  await upload(world, `${place}/table-2.csv`, "a,b\n");
  await done(world, "DELETE", `${child}/artifact/table-2.csv`);
  const trashed = await done(world, "GET", `${child}/trashed-artifacts`);
  for (const { id, path } of trashed.items) world.ids[`trashed.${path.split("/").pop()}`] = id;
  await upload(world, `${idOf(world, "place.in-attic")}/note.txt`, "in the attic\n");
  await upload(world, `${idOf(world, "place.in-gone")}/note.txt`, "gone\n");
  await upload(world, `${idOf(world, "place.purged")}/note.txt`, "purged\n");
  await upload(world, `${idOf(world, "place.thrown-away")}/note.txt`, "thrown away\n");
  await beginParts(world, `${place}/large`);
  await finishParts(world, `${place}/joined`);
  await upload(world, "loose/by-hand.txt", "of no run\n");
}

function bytes(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => (i * i + 7) % 256);
}

type Begun = { upload_id: string; credentials: { url: string }[] };

const part = async (world: World, begun: Begun, i: number, content: string): Promise<string> => {
  const url = new URL(begun.credentials[i]?.url ?? "");
  const { status, headers, body } = await world.server.send({
    method: "PUT",
    path: url.pathname + url.search,
    bytes: Buffer.from(content),
  });
  if (status >= 300) throw new Error(`part ${i}: ${status} ${body.toString("utf8")}`);
  return headers.etag ?? "";
};

const mpu = (world: World, what: string, place: string, body: object) =>
  done(world, "POST", `/api/2.0/mlflow-artifacts/mpu/${what}/${place}`, {
    path: "/home/grace/big.bin",
    ...body,
  });

/** One of which all parts are there, to be joined, and one that waits for its last. */
async function beginParts(world: World, place: string): Promise<void> {
  for (const [name, count] of [
    ["whole", 3],
    ["partial", 2],
  ] as const) {
    const begun: Begun = await mpu(world, "create", `${place}/${name}`, { num_parts: 3 });
    world.ids[`upload.${name}`] = begun.upload_id;
    for (let i = 0; i < count; i += 1)
      world.ids[`part.${name}-${i + 1}`] = await part(world, begun, i, "abc".charAt(i).repeat(100));
  }
}

async function finishParts(world: World, place: string): Promise<void> {
  const begun: Begun = await mpu(world, "create", place, { num_parts: 2 });
  const etags = [await part(world, begun, 0, "c".repeat(100)), await part(world, begun, 1, "d")];
  await mpu(world, "complete", place, {
    upload_id: begun.upload_id,
    parts: etags.map((etag, i) => ({ part_number: i + 1, etag, url: "" })),
  });
}
