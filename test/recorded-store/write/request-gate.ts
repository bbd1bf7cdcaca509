import type { Asked } from "../serve-store.ts";
import { get, gets } from "./asking.ts";
import { madeId } from "./world.ts";

const GATE = "/api/fettle/1/gate";
const REPORTS = "/api/fettle/1/dialogues/reports";
const LINEAGE = "/api/fettle/1/lineage";

/** Reports, comparisons, decisions, and what came from what. */
export function gateRequests(): Asked[] {
  return [
    ...gets(REPORTS, {}, { project: "shop", limit: 2 }, { project: "none" }, { limit: 0 }),
    get(`${REPORTS}/${madeId("4e", 10)}`),
    get(`${REPORTS}/${madeId("4e", 22)}`),
    get(`${REPORTS}/4e`),
    get(`${REPORTS}/ffff`),
    ...gets(
      `${GATE}/comparisons`,
      {},
      { project: "shop", model: "intent", limit: 1 },
      { model: "ranking" },
    ),
    ...[1, 2, 3].map((number) => get(`${GATE}/comparisons/${madeId("c0", number)}`)),
    get(`${GATE}/comparisons/ffff`),
    ...gets(`${GATE}/decisions`, {}, { project: "shop", limit: 1 }, { model: "ranking" }),
    get(`${LINEAGE}/report/${madeId("4e", 10)}`),
    get(`${LINEAGE}/comparison/${madeId("c0", 3)}`, { depth: 1 }),
    get(`${LINEAGE}/decision/${madeId("de", 2)}`),
  ];
}
