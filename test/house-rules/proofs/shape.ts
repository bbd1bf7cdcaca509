import type { Proof } from "../proof.ts";
import { doorsHoldNoLogic, namedAfterFolder, readmeLength, sliceShape } from "../slice-shape.ts";
import { sliceLines, sliceShares } from "../slice-sizes.ts";

const lines = (count: number): string => "x\n".repeat(count);

const heap = (folder: string, count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${folder}/file-${i}.ts`, ""]));

export const SHAPE: readonly Proof[] = [
  {
    says: "a slice holds only the names and rooms it may",
    rule: sliceShape,
    planted: {
      "src/runs/README.md": "",
      "src/runs/index.ts": "",
      "src/runs/notes.txt": "",
      "src/runs/search/by-metric.ts": "",
      "src/runs/search/store/select-runs.ts": "",
      "src/runs/search/parts/best.ts": "",
      "src/runs/search/store/metrics/best.ts": "",
      "src/runs/store/insert/run.ts": "",
      "src/runs/store/store/run.ts": "",
      "src/runs/page/list/table.tsx": "",
      "src/runs/page/list/rows/row.tsx": "",
      "src/runs/migrations/001-tables.ts": "",
      ...heap("src/runs", 25),
      ...heap("src/runs/page", 26),
    },
    finds: [
      "src/runs/slice.ts: every slice has one",
      "src/runs/notes.txt: a slice holds kebab-case TypeScript and its README.md",
      "src/runs/search/parts/best.ts: rooms are one level deep, and so are the screens of a page",
      "src/runs/search/store/metrics/best.ts: rooms are one level deep, and so are the screens of a page",
      "src/runs/store/insert/run.ts: rooms are one level deep, and so are the screens of a page",
      "src/runs/store/store/run.ts: rooms are one level deep, and so are the screens of a page",
      "src/runs/page/list/rows/row.tsx: rooms are one level deep, and so are the screens of a page",
      "src/runs/search/index.ts: a room has a door",
      "src/runs: 26 files at the top; past 25 a slice has rooms",
      "src/runs/page: 26 files at the top; past 25 a page has a folder a screen",
    ],
    inTree: { "src/lineage/notes.txt": "Later.\n" },
    findsInTree: "src/lineage/notes.txt: a slice holds kebab-case TypeScript and its README.md",
  },
  {
    says: "a door re-exports and does nothing else",
    rule: doorsHoldNoLogic,
    planted: {
      "src/runs/index.ts": '/** Ok. */\nexport { a, type B } from "./model.ts";\n',
      "src/data/index.ts": 'export * from "./model.ts";\nexport const cache = new Map();\n',
    },
    finds: [
      "src/data/index.ts: a door only re-exports; move this: export const cache = new Map();",
    ],
    inTree: { "src/lineage/index.ts": (text) => `${text}export const cache = new Map();\n` },
    findsInTree:
      "src/lineage/index.ts: a door only re-exports; move this: export const cache = new Map();",
  },
  {
    says: "a slice is named after its folder",
    rule: namedAfterFolder,
    planted: { "src/runs/slice.ts": 'defineSlice({ name: "tracking" })' },
    finds: ['src/runs/slice.ts: its name is "tracking"; expected the folder\'s'],
    inTree: {
      "src/lineage/slice.ts": (text) => text.replace('name: "lineage"', 'name: "kinship"'),
    },
    findsInTree: 'src/lineage/slice.ts: its name is "kinship"; expected the folder\'s',
  },
  {
    says: "a slice's README has 10 to 30 lines",
    rule: readmeLength,
    planted: { "src/runs/README.md": lines(9), "src/data/README.md": lines(30) },
    finds: ["src/runs/README.md: 9 lines; expected 10 to 30"],
    inTree: { "src/lineage/README.md": () => lines(31) },
    findsInTree: "src/lineage/README.md: 31 lines; expected 10 to 30",
  },
  {
    says: "no slice is over 35 % of src",
    rule: sliceShares,
    planted: {
      "src/runs/start.ts": lines(36),
      "src/runs/start.test.ts": lines(90),
      "src/data/add.ts": lines(35),
      "src/app/up.ts": lines(29),
    },
    finds: ["src/runs: over 35 % of src, tests apart"],
    inTree: { "src/lineage/mark.ts": lines(40_000) },
    findsInTree: "src/lineage: over 35 % of src, tests apart",
  },
  {
    says: "a slice past 10,000 lines is cut or a decision says why not",
    rule: sliceLines,
    planted: {
      "docs/decisions/013-the-cut.md": "`models` stays one slice: x",
      "src/runs/start.ts": lines(10_001),
      "src/data/add.ts": lines(10_000),
      "src/data/page/list.tsx": lines(6000),
      "src/models/make.ts": lines(10_001),
      "src/gate/compare.ts": lines(10_000),
      "src/gate/page/list.tsx": lines(6001),
    },
    finds: [
      "src/gate: 16001 lines with its page; at most 16000",
      "src/runs: 10001 lines, and no decision says why it is not cut at 10000",
    ],
    inTree: { "src/choices/choose.ts": lines(10_001) },
    findsInTree: "src/choices: 10001 lines, and no decision says why it is not cut at 10000",
  },
];
