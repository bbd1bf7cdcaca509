import { expect, test } from "vitest";
import { openCsv, tableKeys } from "./csv-writer.ts";

const run = (more: object = {}) => ({
  ...{ type: "run", id: "r1", name: "rules", experiment: "e", user: "ada", status: "FINISHED" },
  ...{ startedAt: 1000, endedAt: null, params: {}, ...more },
});
async function* listed(...records: { type: string }[]) {
  yield* records;
}
async function table(...records: { type: string }[]): Promise<string[]> {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const sink = { write, end: async () => write("end") };
  const writer = await openCsv(sink, await tableKeys(listed(...records)));
  for (const record of records) await writer.take(record);
  await writer.end();
  expect([lines.pop(), writer.folderOf("run", "r1"), writer.left.size]).toEqual([
    ...["end", undefined, 0],
  ]);
  return lines;
}
const FACTS = "id,name,experiment,project,user,status,startedAt,endedAt,commit";

test("keys of all runs get a column each, sorted, and a run that lacks one leaves it empty", async () => {
  expect(
    await table(
      { type: "box", params: { no: "1" } } as never,
      run({ params: { b: "2", a: "" }, latest: { z: 0, m: "NaN" } }),
      run({
        id: "r2",
        project: "shop",
        endedAt: 2500,
        params: { a: "1" },
        recorded: { commit: "c" },
      }),
      run({ id: "r3", latest: { z: -1 }, recorded: { commit: null } }),
    ),
  ).toEqual([
    `${FACTS},params.a,params.b,metrics.m,metrics.z`,
    "r1,rules,e,,ada,FINISHED,1970-01-01T00:00:01.000Z,,,,2,NaN,0",
    "r2,rules,e,shop,ada,FINISHED,1970-01-01T00:00:01.000Z,1970-01-01T00:00:02.500Z,c,1,,,",
    "r3,rules,e,,ada,FINISHED,1970-01-01T00:00:01.000Z,,,,,,-1",
  ]);
});

test("what would break a line or be a formula is told as text", async () => {
  const texts = [
    "a,b",
    'say "x"',
    "two\nlines",
    "cr\rhere",
    "=1+1",
    "+x",
    "-y",
    "@z",
    "\tt",
    "\rc",
  ];
  const [head, ...rows] = await table(
    ...texts.map((text) => run({ params: { 'a,"b': text } })),
    run({ params: { 'a,"b': "-1.5e3" } }),
    run({ params: { 'a,"b': "+7" } }),
    run({ params: { 'a,"b': "x=1" } }),
  );
  expect(head).toBe(`${FACTS},"params.a,""b"`);
  const before = "r1,rules,e,,ada,FINISHED,1970-01-01T00:00:01.000Z,,,";
  expect(rows.map((row) => row.slice(before.length))).toEqual([
    ...['"a,b"', '"say ""x"""', '"two\nlines"', '"cr\rhere"', "'=1+1", "'+x", "'-y", "'@z"],
    ...["'\tt", '"\'\rc"', "-1.5e3", "+7", "x=1"],
  ]);
});

test("lines to the screen need no end", async () => {
  const lines: string[] = [];
  const writer = await openCsv(
    { write: (line) => void lines.push(line) },
    { params: [], metrics: [] },
  );
  await expect(writer.end()).resolves.toBeUndefined();
  expect(lines).toEqual([FACTS]);
});
