import { performance } from "node:perf_hooks";
import { applyHeuristics, type Decision } from "./heuristics.ts";
import { describePrediction, type LoadedIntent, type Prediction, predictIntent } from "./model.ts";
import { type Message, preprocess } from "./preprocessing.ts";
import { type Call, reply } from "./reply.ts";
import type { Session } from "./session.ts";
import { decide } from "./threshold.ts";

export type StageReport = { name: StageName; ms: number; answered?: true; note?: string };

export type StageName = "preprocessing" | "heuristics" | "cache" | "model" | "threshold" | "reply";

/** One answer as Fettle's agent protocol tells it. */
export type Turn = {
  messages: readonly string[];
  route: string;
  calls: readonly Call[];
  state: Session["state"];
  /** Absent where the heuristics answered and nobody looked. */
  cache?: "hit" | "miss";
  stages: StageReport[];
  models: Record<string, number>;
};

/** Takes one message through all stages and moves the session's state on. */
export function say(text: string, session: Session, model: LoadedIntent): Turn {
  const stages = new Stages();
  const message = stages.run("preprocessing", () => preprocess(text), noteOfMessage);
  const ruled = stages.run(
    "heuristics",
    () => applyHeuristics(message, session.state),
    (decision) => decision?.note ?? "no rule holds",
  );
  const found = ruled === undefined ? understand(message, { session, model, stages }) : undefined;
  const { route } = found?.decision ?? (ruled as Decision);
  stages.answered(found?.by ?? "heuristics");
  const answer = stages.run(
    "reply",
    () => reply(route, message, session.state),
    (made) => (made.route === route ? route : `${route} to what was offered: ${made.route}`),
  );
  session.state = answer.state;
  return {
    ...answer,
    ...(found === undefined ? {} : { cache: found.cache }),
    stages: stages.reports,
    models: { [model.name]: model.version },
  };
}

type Understood = { decision: Decision; by: StageName; cache: "hit" | "miss" };

/** Cache, model, threshold: what the customer wants, or that nobody can tell. */
function understand(
  message: Message,
  { session, model, stages }: { session: Session; model: LoadedIntent; stages: Stages },
): Understood {
  const cached = stages.run(
    "cache",
    () => session.cache.get(message, model),
    (hit) => (hit === undefined ? "miss" : `hit: ${describePrediction(hit)}`),
  );
  const prediction = cached ?? askModel(message, { session, model, stages });
  const decision = stages.run("threshold", () => decide(prediction, session.state), noteOf);
  const source = cached === undefined ? "model" : "cache";
  return {
    decision,
    by: decision.sure ? source : "threshold",
    cache: cached === undefined ? "miss" : "hit",
  };
}

function askModel(
  message: Message,
  { session, model, stages }: { session: Session; model: LoadedIntent; stages: Stages },
): Prediction {
  const prediction = stages.run(
    "model",
    () => predictIntent(message, model),
    (made) => `${model.name}@${model.version}: ${describePrediction(made)}`,
  );
  session.cache.put(message, model, prediction);
  return prediction;
}

/** Times every stage and keeps what it says of itself. */
class Stages {
  readonly reports: StageReport[] = [];

  run<T>(name: StageName, work: () => T, note: (result: T) => string): T {
    const start = performance.now();
    const result = work();
    const ms = Math.round((performance.now() - start) * 1000) / 1000;
    this.reports.push({ name, ms, note: note(result) });
    return result;
  }

  answered(name: StageName): void {
    const report = this.reports.find((one) => one.name === name);
    if (report !== undefined) report.answered = true;
  }
}

function noteOf(decision: Decision): string {
  return decision.note;
}

function noteOfMessage({ text, seats, plan }: Message): string {
  const slots = [seats === null ? "" : `seats ${seats}`, plan === null ? "" : `plan ${plan}`];
  return [text, ...slots].filter((part) => part !== "").join(", ");
}
