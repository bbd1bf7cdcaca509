import { noCastAnswers } from "../answers.ts";
import type { Proof } from "../proof.ts";

export const ANSWERS: readonly Proof[] = [
  {
    says: "nobody casts an answer",
    rule: noCastAnswers,
    planted: {
      "src/runs/commands.ts":
        "const run = await client.get<RunDetail>(path);\nconst row = await db.get<Row>(SQL);\n",
      "src/runs/page/runs-page.tsx": "const runs = await ask<RunList>(path);\n",
      "src/runs/commands.test.ts": "const run = await client.get<RunDetail>(path);\n",
    },
    finds: [
      "src/runs/commands.ts:1: read the answer by the types of api.ts",
      "src/runs/page/runs-page.tsx:1: read the answer by the types of api.ts",
    ],
    inTree: { "src/app/mark.ts": "export const at = (await server.post<Mark>(path)).at;\n" },
    findsInTree: "src/app/mark.ts:1: read the answer by the types of api.ts",
  },
];
