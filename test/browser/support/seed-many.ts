import type { PageServer } from "./page-server.ts";
import { idOf } from "./seed-runs.ts";

const API = "/api/fettle/1";
/** Requests on their way at once: the server commits them together. */
const AT_ONCE = 64;

/** Many small runs, one a second, the last one the newest: `many-0`, `many-1` and so on; every twentieth has a metric. */
export async function seedMany(server: PageServer, count: number): Promise<void> {
  const start = Date.now() - count * 1000 - 3_600_000;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const n = next;
      next += 1;
      const id = idOf("many", n);
      await server.post(`${API}/runs`, {
        id,
        project: "sweep",
        experiment: `vision/${["resnet", "vit/small", "vit/large"][n % 3]}`,
        name: `many-${n}`,
        startedAt: start + n * 1000,
        user: "ada",
        command: ["python", "train.py"],
        folder: ".",
        dirty: false,
        data: [],
        params: { model: ["rules", "bayes", "logistic"][n % 3], rate: String(10 ** -(n % 4)) },
        tags: { team: n % 2 === 0 ? "search" : "sales" },
      });
      if (n % 20 !== 0) continue;
      await server.post("/api/2.0/mlflow/runs/log-batch", {
        run_id: id,
        metrics: [{ key: "loss", value: 1 / (1 + (n % 997)), timestamp: n, step: 0 }],
        params: [],
        tags: [],
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
