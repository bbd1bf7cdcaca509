/**
 * A program that writes to a server by itself: `node write-load.ts URL EXPERIMENT REQUESTS`. Prints what was not answered
 * with 200, as JSON.
 */
import { rawRequest } from "./raw-request.ts";

const [url = "", experiment = "", count = "0"] = process.argv.slice(2);
const port = Number(new URL(url).port);
const faults: string[] = [];

async function post(path: string, body: object): Promise<string> {
  const request = {
    method: "POST",
    target: `/api/2.0/mlflow/${path}`,
    headers: ["Content-Type: application/json"],
    body: JSON.stringify(body),
  };
  const answer = await rawRequest(port, request);
  if (answer.status !== 200) faults.push(`${path}: ${answer.status} ${answer.body}`);
  return answer.body;
}

const made = JSON.parse(await post("runs/create", { experiment_id: experiment, start_time: 1 }));
const run_id: string = made.run.info.run_id;
let sent = 0;
const lane = async (): Promise<void> => {
  for (let step = sent++; step < Number(count); step = sent++) {
    const metrics = [{ key: "loss", value: 1 / (step + 1), timestamp: step, step }];
    if (step % 4 === 0)
      await post("runs/log-batch", { run_id, metrics, tags: [{ key: "at", value: `${step}` }] });
    else await post("runs/log-metric", { run_id, ...metrics[0] });
  }
};
try {
  await Promise.all([lane(), lane(), lane(), lane()]);
} catch (error) {
  faults.push(String(error));
}
process.stdout.write(JSON.stringify({ run_id, faults }));
process.exit(0);
