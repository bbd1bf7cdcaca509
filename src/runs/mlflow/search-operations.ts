import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { answer } from "#ground/http";
import {
  checkLength,
  defineOperation,
  field,
  invalid,
  type OperationShape,
  pageToken,
  type Read,
  readOffset,
  readPageToken,
} from "#ground/mlflow";
import { parseOrderBy, parseSearch } from "#ground/search";
import type { ServerContext, StoreSettings } from "#ground/server";
import { listExperiments } from "../experiments/index.ts";
import { selectInputs } from "../inputs/index.ts";
import { settle } from "../metrics/index.ts";
import { EXPERIMENTS, inPieces, orderedRuns, RUNS, selectRuns } from "../search/index.ts";
import { selectDirections } from "../store/project-choices.ts";
import { type Logged, selectLogged } from "../store/select-logged.ts";
import type { Settled } from "../store/settled.ts";
import { experimentId, view } from "./fields.ts";
import { wireExperiment, wireRun } from "./wire.ts";

const PAGE = 1000;
const PAGE_MAX = 50_000;
const IDS_MAX = 10_000;
const ORDERS_MAX = 20;
const EXPERIMENTS_MAX = 50_000;
const EXPERIMENT_ORDERS_MAX = 4;
const FILTER_MAX = 2000;
/** A larger page is sent piece by piece, and never held as a whole. */
const WHOLE = 500;

const RUNS_ASKED = {
  experiment_ids: field.texts,
  max_results: field.pageLimit(PAGE, PAGE_MAX),
  order_by: field.texts,
  filter: field.about(field.value, "docs/guide/search.md tells the grammar."),
  run_view_type: view,
  page_token: field.text,
};

async function runs(asked: Read<typeof RUNS_ASKED>, context: ServerContext): Promise<object> {
  const { experiment_ids: ids, max_results: limit, run_view_type: lifecycle } = asked;
  checkLength(asked.order_by, ORDERS_MAX, "order_by");
  const order = parseOrderBy(asked.order_by, RUNS);
  const tree = parseSearch(asked.filter, RUNS, context.clock.now());
  const token = { text: asked.page_token, bound: questionOf(asked) };
  checkLength(ids, IDS_MAX, "experiment_ids");
  if (ids.length === 0) return { runs: [] };
  const database = await settle(context);
  const directions = await selectDirections(database, undefined);
  const search = { experimentIds: ids.map(experimentId), lifecycle, tree, directions };
  const numbers = await orderedRuns(database, search, order);
  const from = startOf(numbers, token);
  const page = numbers.subarray(from, from + limit);
  const last = page.at(-1);
  const next =
    last === undefined || from + limit >= numbers.length
      ? undefined
      : pageToken([token.bound, from + limit, last]);
  const pieces = inPieces(database, page, (reader: Settled, piece) =>
    wirePiece(context.settings, reader, piece),
  );
  if (page.length > WHOLE) return streamed(pieces, next);
  const found: object[] = [];
  for await (const piece of pieces) found.push(...piece);
  return { runs: found, next_page_token: next };
}

async function wirePiece(
  settings: StoreSettings,
  reader: Settled,
  numbers: Int32Array,
): Promise<object[]> {
  const found = await selectRuns(reader, numbers);
  const present = found.map((run) => run.number);
  const logged = await selectLogged(reader, present);
  const inputs = await selectInputs(reader, present);
  return found.map((run) =>
    wireRun(settings, run, logged.get(run.number) as Logged, inputs.get(run.number)),
  );
}

/** What the question is, as a number: a token of another question must not be taken for one of this. */
function questionOf(question: Read<typeof RUNS_ASKED>): number {
  const asked = [
    question.experiment_ids,
    question.filter,
    question.order_by,
    question.run_view_type ?? "all",
  ];
  return createHash("sha256").update(JSON.stringify(asked)).digest().readUIntBE(0, 6);
}

/** Where a page begins: behind the last run of the page before, wherever that stands by now. */
function startOf(
  numbers: Int32Array,
  token: { readonly text: string | undefined; readonly bound: number },
): number {
  const [bound, offset = 0, last = -1] = readPageToken(token.text, 3) ?? [token.bound];
  if (bound !== token.bound)
    throw invalid(
      token.text,
      "page_token",
      "it is not a token that this server gave for this search",
    );
  if (offset === 0 || numbers[offset - 1] === last) return offset;
  const at = numbers.indexOf(last);
  return at === -1 ? Math.min(offset, numbers.length) : at + 1;
}

/** The answer as JSON, piece by piece. The first is read before anything is sent, so that an error is one. */
async function streamed(
  pieces: AsyncGenerator<readonly object[]>,
  next: string | undefined,
): Promise<object> {
  const first = await pieces.next();
  async function* text(): AsyncGenerator<string> {
    yield '{"runs":[';
    let lead = "";
    for (let piece = first; piece.done !== true; piece = await pieces.next()) {
      if (piece.value.length === 0) continue;
      yield lead + piece.value.map((run) => JSON.stringify(run)).join(",");
      lead = ",";
    }
    yield next === undefined ? "]}" : `],"next_page_token":${JSON.stringify(next)}}`;
  }
  return answer({
    headers: { "content-type": "application/json" },
    body: Readable.from(text()),
  });
}

const EXPERIMENTS_ASKED = {
  max_results: field.pageLimit(undefined, EXPERIMENTS_MAX),
  page_token: field.text,
  order_by: field.texts,
  filter: field.value,
  view_type: view,
};

async function experiments(
  asked: Read<typeof EXPERIMENTS_ASKED>,
  context: ServerContext,
): Promise<object> {
  const { max_results: limit, order_by: orderBy, filter, view_type: lifecycle } = asked;
  const offset = readOffset(asked.page_token);
  checkLength(orderBy, EXPERIMENT_ORDERS_MAX, "order_by");
  checkLength(filter, FILTER_MAX, "filter");
  const tree = parseSearch(filter, EXPERIMENTS, context.clock.now());
  const { experiments: found, more } = await listExperiments(
    context.database,
    { lifecycle, tree },
    { order: parseOrderBy(orderBy, EXPERIMENTS), limit, offset },
  );
  return {
    experiments: found.map((experiment) => wireExperiment(context.settings, experiment)),
    next_page_token: more ? pageToken([offset + limit]) : undefined,
  };
}

/** Searches over runs and experiments. */
export const SEARCH_OPERATIONS: readonly OperationShape[] = [
  defineOperation({
    method: "POST",
    path: "runs/search",
    permission: "read",
    summary: "Runs that a filter fits, in an order, a page at a time.",
    fields: RUNS_ASKED,
    run: runs,
  }),
  defineOperation({
    method: "GET",
    path: "experiments/search",
    permission: "read",
    summary: "Experiments, a page at a time.",
    fields: EXPERIMENTS_ASKED,
    run: experiments,
  }),
  defineOperation({
    method: "POST",
    path: "experiments/search",
    permission: "read",
    summary: "Experiments, a page at a time.",
    fields: EXPERIMENTS_ASKED,
    run: experiments,
  }),
];
