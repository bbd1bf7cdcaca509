import { relative } from "node:path";
import type { Context, Result } from "#ground/cli";
import { EXIT } from "#ground/errors";
import { git } from "#ground/git";
import { findStore } from "#ground/store";
import { duration } from "#ground/words";
import { answeringServer, stopServer } from "../connect.ts";
import { readToken } from "../server-file.ts";
import { type LiveAgent, startLiveAgent, until } from "./agent.ts";
import { prepareFolder } from "./folder.ts";
import { createStage, type Stage } from "./stage.ts";

/** How the three versions are trained: the baseline, the flashy one, the sound one. */
const ATTEMPTS = [
  ["rules", "--model rules"],
  ["bayes", "--model bayes"],
  ["logistic", "--model logistic --calibrate"],
] as const;
const COMMIT = "git -c user.name=Fettle -c user.email=demo@localhost commit --quiet --message";
const FOLLOWS_WITHIN_MS = 5000;

/** `fettle demo`: the whole job on a small product, each step with the command a person would type. */
export async function demoCommand(
  name: string | undefined,
  keep: boolean,
  context: Context,
): Promise<Result> {
  const startedAt = context.clock.now();
  const folder = prepareFolder(name, context);
  const shown = relative(context.cwd, folder) || ".";
  context.output.say(`A sales agent, from the first attempt to production, in ${shown}`);
  const stage = createStage(folder, context);
  let agent: LiveAgent | undefined;
  try {
    const hasGit = (await git(folder, ["--version"])).ok;
    await beginProject(stage, hasGit);
    await recordRuns(stage);
    agent = await startLiveAgent(folder);
    await testProduct(stage, agent, context);
    const served = await compareCandidates(stage, agent, context);
    const took = context.clock.now() - startedAt;
    const url = await closing(stage, agent, { took, served, keep, shown }, context);
    if (keep) await untilStopped(context.signal);
    return { data: { folder, champion: served, tookMs: took, url } };
  } finally {
    await agent?.stop();
    const { folder: store } = findStore(folder);
    const server = await answeringServer(store);
    if (server !== undefined) await stopServer(store, server);
  }
}

async function beginProject(stage: Stage, hasGit: boolean): Promise<void> {
  stage.tell(`A project: the example's files${hasGit ? ", git," : ""} and Fettle`);
  if (hasGit) await stage.type("git init --quiet --initial-branch main");
  await stage.type("fettle init");
  stage.tell("The data gets a version, beside git, in DVC's format");
  await stage.type("fettle data add data/intents.csv");
  if (!hasGit) return;
  await stage.type("git add .");
  await stage.type(`${COMMIT} first-attempt`);
}

async function recordRuns(stage: Stage): Promise<void> {
  stage.tell("A simple baseline and two better models, each a recorded run");
  for (const [i, [name, flags]] of ATTEMPTS.entries()) {
    await stage.type(`fettle run --name ${name} --data data/intents.csv -- node train.ts ${flags}`);
    await stage.type(`fettle models register intent --run ${name}`);
    if (i === 0) await stage.type("fettle promote intent@1");
  }
  await stage.type("fettle runs list");
}

async function testProduct(stage: Stage, agent: LiveAgent, context: Context): Promise<void> {
  stage.tell("The whole product, tested with conversations");
  context.output.say(`The agent runs at ${agent.url} and serves intent@${await agent.version()}.`);
  await stage.type("fettle test", EXIT.no);
}

async function compareCandidates(
  stage: Stage,
  agent: LiveAgent,
  context: Context,
): Promise<number | undefined> {
  stage.tell("A candidate with better numbers, that breaks conversations");
  await stage.type("fettle compare intent@2", EXIT.no);
  stage.tell("A candidate with better numbers, that breaks none");
  await stage.type("fettle compare intent@3");
  await stage.type("fettle promote intent@3");
  const served = await until(agent.version, (version) => version === 3, FOLLOWS_WITHIN_MS);
  context.output.say(`The running agent now serves intent@${served}, without a restart.`);
  return served;
}

async function closing(
  stage: Stage,
  agent: LiveAgent,
  facts: { took: number; served: number | undefined; keep: boolean; shown: string },
  context: Context,
): Promise<string | undefined> {
  const { folder: store } = findStore(stage.folder);
  const url = (await answeringServer(store))?.url;
  const { output } = context;
  stage.tell("Done");
  output.say(`intent@${facts.served} is the champion, after ${duration(facts.took)}.`);
  output.say("Better numbers that break conversations did not ship; the sound model did.");
  if (facts.keep) {
    output.say(`Web UI   ${url}/#token=${readToken(store)}`);
    output.say(`Agent    ${agent.url}`);
    output.say("Stop     Ctrl-C");
  } else {
    output.say(`Web UI   ${url}, which ends with the demo; --keep leaves it up`);
    output.say(`Later    cd ${facts.shown} && fettle up`);
  }
  return url;
}

function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
