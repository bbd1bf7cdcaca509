import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Desk, openDesk } from "#test/type-fettle";
import { isReady, runScript } from "./python.ts";

const READY = isReady("files with odd names");

// biome-ignore lint/suspicious/noExplicitAny: what commands and MLflow's client print
type Seen = any;

const RUN = "a".repeat(32);
/** What MLflow's client fetches as it is. */
const PLAIN = [
  ...["plain/a.txt", "hash/beside", "100%/of it", "signs/a:b", "signs/trail  ", "signs/a;b"],
  ...["signs/a&b=c", "signs/ü", "dots/...", "dots/..a", "dots/a..", "own/.fettle/x"],
  `long/${"x".repeat(255)}`,
];
/** What it decodes, cuts or refuses: such a file has no address of its own in MLflow, whoever serves it. */
const ODD = [
  ...["hash/a#b", "back/a\\b", "back/..\\..\\x", "tab/a\tb", "line/a\nb", "coded/a%2Fb"],
  ...["coded/%2e%2e", "coded/a%23b", "signs/a?b", "signs/ lead", "signs/C:x"],
];

/** MLflow's own folder may hold any name that a disk takes. */
describe.skipIf(!READY)("files with odd names", () => {
  let desk: Desk;
  let report: Seen;
  let server: Seen;
  const ask = (path: string, query: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}/api/fettle/1/runs/${RUN}/${path}?${new URLSearchParams(query)}`, {
      headers: { authorization: `Bearer ${server.token}` },
    });

  beforeAll(async () => {
    desk = openDesk();
    const run = join(desk.folder, "mlruns/7", RUN);
    const files = {
      "fettle.yaml": "project: shop\n",
      "mlruns/7/meta.yaml": "experiment_id: '7'\nlifecycle_stage: active\nname: intents\n",
      [`mlruns/7/${RUN}/meta.yaml`]: `run_id: ${RUN}\nstart_time: 1000\nstatus: 3\n`,
    };
    mkdirSync(run, { recursive: true });
    for (const [path, text] of Object.entries(files)) writeFileSync(join(desk.folder, path), text);
    for (const path of [...PLAIN, ...ODD]) {
      const file = join(run, "artifacts", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `text of ${path}`);
    }
    const odd = Buffer.concat([Buffer.from(join(run, "artifacts/")), Buffer.from([0xff])]);
    writeFileSync(odd, "no UTF-8");
    const typed = await desk.type("import", "mlruns", "--json");
    expect(typed.code).toBe(1);
    report = JSON.parse(typed.stdout);
    server = JSON.parse((await desk.type("server", "status", "--json")).stdout);
  }, 60_000);
  afterAll(() => desk?.close());

  test("come with an import, and what can't come or can't be fetched by MLflow's client is told", () => {
    expect(report.artifacts.stored).toBe(PLAIN.length + ODD.length);
    expect(report.left).toEqual({ "files whose name is no UTF-8": 1 });
    expect(report.notes).toEqual([
      expect.stringMatching(
        new RegExp(`^run ${RUN}: MLflow's client can't fetch ${ODD.length} of its files, by such`),
      ),
      `not carried over: run ${RUN}: "\uFFFD", of: files whose name is no UTF-8`,
    ]);
  });

  test("are all on the page: listed, saved one by one, and in an archive", async () => {
    for (const path of [...PLAIN, ...ODD]) {
      const address = path.includes("\\")
        ? ask("artifact/file", { path })
        : ask(`artifact/${path.split("/").map(encodeURIComponent).join("/")}`);
      const answer = await address;
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, `text of ${path}`]);
      const { files } = (await (await ask("artifacts", { path: dirname(path) })).json()) as Seen;
      expect(files.map((file: Seen) => file.path)).toContain(path);
    }
    const archive = Buffer.from(await (await ask("archive")).arrayBuffer()).toString("latin1");
    // A backslash would lead out of the folder where Windows unpacks it.
    expect(archive.includes("back/..%5C..%5Cx")).toBe(true);
  });

  test("keep MLflow's client from none of the files beside them", async () => {
    const seen = await runScript("fetch-files.py", [server.url, RUN], {
      folder: desk.folder,
      env: { MLFLOW_TRACKING_TOKEN: server.token ?? "" },
    });
    for (const path of PLAIN.filter((path) => !path.startsWith("own/")))
      expect([path, seen[path]]).toEqual([path, { text: `text of ${path}` }]);
    // All of a folder comes where its names can, and where one can't even be listed.
    expect(seen).toMatchObject({ hash: { files: 1 }, own: { files: 1 }, dots: { files: 3 } });
  }, 100_000);
});
