import { fileSizes, kebabCase, tellingNames } from "../names-and-sizes.ts";
import type { Proof } from "../proof.ts";

const lines = (count: number): string => "x\n".repeat(count);

export const NAMES: readonly Proof[] = [
  {
    says: "a file has at most 400 lines",
    rule: fileSizes,
    planted: { "src/runs/start.ts": lines(401), "src/runs/stop.ts": lines(400) },
    finds: ["src/runs/start.ts: 401 lines; at most 400"],
    inTree: { "bench/mark.ts": lines(401) },
    findsInTree: "bench/mark.ts: 401 lines; at most 400",
  },
  {
    says: "a name says what it holds",
    rule: tellingNames,
    planted: {
      "src/runs/utils.ts": "",
      "src/runs/types/run.ts": "",
      "src/services/start.ts": "",
      "src/runs/timeline.ts": "",
    },
    finds: [
      'src/runs/utils.ts: "utils" says nothing; name it for what it holds',
      'src/runs/types/run.ts: "types" says nothing; name it for what it holds',
    ],
    inTree: { "src/ground/words/helpers.ts": "" },
    findsInTree: 'src/ground/words/helpers.ts: "helpers" says nothing; name it for what it holds',
  },
  {
    says: "files are named in kebab-case",
    rule: kebabCase,
    planted: { "src/runs/startRun.ts": "", "src/runs/start-run.test.ts": "" },
    finds: ["src/runs/startRun.ts: expected kebab-case"],
    inTree: { "scripts/markAll.ts": "" },
    findsInTree: "scripts/markAll.ts: expected kebab-case",
  },
];
