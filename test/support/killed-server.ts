/** Writers whose server is killed under them, and what must be true of the store afterwards. */
import type { RawAnswer, RawRequest } from "./raw-request.ts";

const API = "/api/2.0/mlflow";
const JSON_HEADERS = ["Content-Type: application/json"];
/** How often a request whose answer was lost is sent again, as clients do. */
const AGAIN = 0.5;

type Ask = (request: RawRequest) => Promise<RawAnswer>;
type Run = {
  readonly info: {
    readonly run_id: string;
    readonly run_name: string;
    readonly artifact_uri: string;
  };
};
type Pair = { readonly key: string; readonly value: string };

/** What was sent, and which of it the server said it had. */
class Ledger {
  readonly sent = new Map<string, string>();
  readonly acknowledged = new Set<string>();
  readonly repeated = new Set<string>();
}

const KINDS = ["metric", "param", "tag", "batch", "create", "alias", "artifact"] as const;
type Kind = (typeof KINDS)[number];

/**
 * Writes until it is told to stop, as eight clients would: points, parameters, tags, batches of all three, runs, aliases
 * and files. `findings` reads everything back and tells what does not hold.
 */
export class KilledServer {
  readonly #ask: Ask;
  readonly #next: () => number;
  readonly #label: string;
  readonly #ledgers = new Map<Kind, Ledger>(KINDS.map((kind) => [kind, new Ledger()]));
  /** One run a round: each stays as small as runs are. */
  readonly #runs: { readonly id: string; readonly place: string }[] = [];
  readonly refused: string[] = [];
  readonly #again: { readonly kind: Kind; readonly id: string; readonly request: RawRequest }[] =
    [];
  #serial = 0;
  #aliasSent = 1;
  #aliasKept = 1;

  /** `label` tells its model and runs from those of another load on the same server. */
  constructor(ask: Ask, next: () => number, label = "") {
    this.#ask = ask;
    this.#next = next;
    this.#label = label;
  }

  /** What was acknowledged up to now; what is sent later may be there or not. */
  soFar(): { readonly acknowledged: Record<string, number>; with(ask: Ask): KilledServer } {
    const frozen = new Map(
      [...this.#ledgers].map(([kind, { acknowledged }]) => [kind, new Set(acknowledged)]),
    );
    const runs = [...this.#runs];
    const acknowledged = Object.fromEntries([...frozen].map(([kind, ids]) => [kind, ids.size]));
    return {
      acknowledged,
      with: (ask) => {
        const copy = new KilledServer(ask, this.#next, this.#label);
        for (const [kind, { sent, repeated }] of this.#ledgers)
          copy.#ledgers.set(kind, { sent, repeated, acknowledged: frozen.get(kind) ?? new Set() });
        copy.#runs.push(...runs);
        // It moved on meanwhile, between the two.
        [copy.#aliasKept, copy.#aliasSent] = [1, 2];
        return copy;
      },
    };
  }

  get #model(): string {
    return `moved${this.#label}`;
  }

  get #made(): string {
    return `made${this.#label}-`;
  }

  /** How much was acknowledged, by kind. */
  get acknowledged(): Record<string, number> {
    return Object.fromEntries(
      [...this.#ledgers].map(([kind, { acknowledged }]) => [kind, acknowledged.size]),
    );
  }

  /** A registered model with versions for its alias to move between. */
  async begin(): Promise<void> {
    await this.#post("registered-models/create", { name: this.#model });
    for (const source of ["s3://a/1", "s3://a/2"])
      await this.#post("model-versions/create", { name: this.#model, source });
    await this.#post("registered-models/alias", { name: this.#model, alias: "next", version: "1" });
  }

  /** One life of the server: a new run, and writers until `alive` is over. */
  async round(alive: () => boolean): Promise<void> {
    const { run } = await this.#post<{ run: Run }>("runs/create", {
      experiment_id: "0",
      start_time: 1,
    });
    this.#runs.push({
      id: run.info.run_id,
      place: run.info.artifact_uri.replace("mlflow-artifacts:/", ""),
    });
    for (const { kind, id, request } of this.#again.splice(0)) await this.#send(kind, id, request);
    const writer = async (): Promise<void> => {
      while (alive()) await this.#write(KINDS[Math.floor(this.#next() * KINDS.length)] ?? "metric");
    };
    await Promise.all(Array.from({ length: 8 }, writer));
  }

  async #write(kind: Kind): Promise<void> {
    const serial = this.#serial++;
    // One writer alone moves the alias: which move is the last is to be known.
    if (kind === "alias" && this.#aliasSent !== this.#aliasKept) return;
    const id = `${this.#runs.length - 1}/${serial}`;
    await this.#send(kind, id, this.#requestOf(kind, serial));
  }

  #requestOf(kind: Kind, serial: number): RawRequest {
    const { id: run_id, place } = this.#runs.at(-1) ?? { id: "", place: "" };
    const point = { key: "loss", value: serial / 2, timestamp: 1, step: serial };
    const pair = (prefix: string): Pair => ({ key: `${prefix}${serial}`, value: `v${serial}` });
    switch (kind) {
      case "metric":
        return posting("runs/log-metric", { run_id, ...point });
      case "param":
        return posting("runs/log-parameter", { run_id, ...pair("p") });
      case "tag":
        return posting("runs/set-tag", { run_id, ...pair("t") });
      case "batch":
        return posting("runs/log-batch", {
          run_id,
          metrics: [{ ...point, key: "batch" }],
          params: [pair("bp")],
          tags: [pair("bt")],
        });
      case "create":
        return posting("runs/create", {
          experiment_id: "0",
          start_time: 1,
          run_name: `${this.#made}${serial}`,
        });
      case "alias":
        this.#aliasSent = this.#aliasKept === 1 ? 2 : 1;
        return posting("registered-models/alias", {
          name: this.#model,
          alias: "next",
          version: String(this.#aliasSent),
        });
      case "artifact":
        return {
          method: "PUT",
          target: `/api/2.0/mlflow-artifacts/artifacts/${place}/file-${serial}`,
          headers: ["Content-Type: application/octet-stream"],
          body: contentOf(serial),
        };
    }
  }

  async #send(kind: Kind, id: string, request: RawRequest): Promise<void> {
    const ledger = this.#ledgers.get(kind) as Ledger;
    if (ledger.sent.has(id)) ledger.repeated.add(id);
    ledger.sent.set(id, request.target);
    let answer: RawAnswer;
    try {
      answer = await this.#ask(request);
    } catch {
      // The answer is lost: what was asked may be done or not. The alias is moved again, so that it is known.
      if (kind === "alias" || this.#next() < AGAIN) this.#again.push({ kind, id, request });
      return;
    }
    if (answer.status === 200) {
      ledger.acknowledged.add(id);
      if (kind === "alias") this.#aliasKept = this.#aliasSent;
    } else this.refused.push(`${request.target} ${answer.status} ${answer.body.slice(0, 300)}`);
  }

  async #post<T>(path: string, body: object): Promise<T> {
    const answer = await this.#ask(posting(path, body));
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body}`);
    return JSON.parse(Buffer.from(answer.body, "latin1").toString()) as T;
  }

  async #get<T>(path: string): Promise<T> {
    const answer = await this.#ask({ target: path });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body}`);
    return JSON.parse(Buffer.from(answer.body, "latin1").toString()) as T;
  }

  /** Everything that does not hold, in words; none is how it must be. */
  async findings(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const [at, { id, place }] of this.#runs.entries()) {
      const mine = (kind: Kind): ReadonlyMap<number, boolean> => this.#of(kind, at);
      const { run } = await this.#get<{ run: { data: { params?: Pair[]; tags?: Pair[] } } }>(
        `${API}/runs/get?run_id=${id}`,
      );
      for (const [kind, prefix, pairs] of [
        ["param", "p", run.data.params],
        ["tag", "t", run.data.tags],
        ["batch", "bp", run.data.params],
        ["batch", "bt", run.data.tags],
      ] as const)
        found.push(...checkPairs(`${kind} of run ${at}`, prefix, pairs ?? [], mine(kind)));
      for (const [kind, key] of [
        ["metric", "loss"],
        ["batch", "batch"],
      ] as const)
        found.push(...checkPoints(`${kind} of run ${at}`, await this.#points(id, key), mine(kind)));
      found.push(...(await this.#checkFiles(place, mine("artifact"))));
    }
    return [...found, ...(await this.#checkRuns()), ...(await this.#checkAlias())];
  }

  /** Serial numbers that were sent to a run, and whether they were acknowledged. */
  #of(kind: Kind, run: number): ReadonlyMap<number, boolean> {
    const { sent, acknowledged } = this.#ledgers.get(kind) as Ledger;
    const own = [...sent.keys()].filter((id) => id.startsWith(`${run}/`));
    return new Map(own.map((id) => [Number(id.split("/")[1]), acknowledged.has(id)]));
  }

  async #points(run: string, key: string): Promise<readonly { step: number; value: number }[]> {
    const all = await this.#get<{ metrics?: { step: number; value: number }[] }>(
      `${API}/metrics/get-history?run_id=${run}&metric_key=${key}&max_results=25000`,
    );
    return all.metrics ?? [];
  }

  async #checkFiles(place: string, sent: ReadonlyMap<number, boolean>): Promise<readonly string[]> {
    const PROXY = "/api/2.0/mlflow-artifacts/artifacts";
    const { files = [] } = await this.#get<{ files?: { path: string; file_size: number }[] }>(
      `${PROXY}?path=${place}`,
    );
    const found: string[] = [];
    for (const { path } of files) {
      const serial = Number(/^file-(\d+)$/.exec(path)?.[1] ?? -1);
      const { body } = await this.#ask({ target: `${PROXY}/${place}/${path}` });
      if (!sent.has(serial)) found.push(`nobody stored ${place}/${path}`);
      else if (body !== contentOf(serial))
        found.push(`${place}/${path} has ${body.length} bytes of ${contentOf(serial).length}`);
    }
    const there = new Set(files.map(({ path }) => path));
    for (const [serial, kept] of sent)
      if (kept && !there.has(`file-${serial}`))
        found.push(`lost: the file ${place}/file-${serial}`);
    return found;
  }

  async #checkRuns(): Promise<readonly string[]> {
    const { sent, acknowledged, repeated } = this.#ledgers.get("create") as Ledger;
    const counts = new Map<string, number>();
    for (let token = ""; ; ) {
      const page = JSON.parse(
        (
          await this.#ask(
            posting("runs/search", {
              experiment_ids: ["0"],
              filter: `attributes.run_name LIKE '${this.#made}%'`,
              max_results: 20_000,
              ...(token === "" ? {} : { page_token: token }),
            }),
          )
        ).body,
      ) as { runs?: Run[]; next_page_token?: string };
      for (const { info } of page.runs ?? [])
        counts.set(info.run_name, (counts.get(info.run_name) ?? 0) + 1);
      token = page.next_page_token ?? "";
      if (token === "") break;
    }
    const found: string[] = [];
    for (const id of sent.keys()) {
      const count = counts.get(`${this.#made}${id.split("/")[1]}`) ?? 0;
      counts.delete(`${this.#made}${id.split("/")[1]}`);
      if (acknowledged.has(id) && count === 0) found.push(`lost: run ${this.#made}${id}`);
      if (count > (repeated.has(id) ? 2 : 1))
        found.push(`there are ${count} runs ${this.#made}${id}`);
    }
    return [...found, ...[...counts.keys()].map((name) => `nobody made run ${name}`)];
  }

  async #checkAlias(): Promise<readonly string[]> {
    const { model_version: version } = await this.#get<{ model_version: { version: string } }>(
      `${API}/registered-models/alias?name=${this.#model}&alias=next`,
    );
    const may = [this.#aliasKept, this.#aliasSent].map(String);
    return may.includes(version.version)
      ? []
      : [`the alias is at ${version.version}; expected ${may.join(" or ")}`];
  }
}

function posting(path: string, body: object): RawRequest {
  return {
    method: "POST",
    target: `${API}/${path}`,
    headers: JSON_HEADERS,
    body: JSON.stringify(body),
  };
}

/** Up to 200 kB of its own, so that another's or a part is seen. */
function contentOf(serial: number): string {
  return `${serial} `.repeat((serial * 7919) % 30_000);
}

function checkPairs(
  what: string,
  prefix: string,
  pairs: readonly Pair[],
  sent: ReadonlyMap<number, boolean>,
): readonly string[] {
  const own = pairs.filter(({ key }) => new RegExp(`^${prefix}\\d+$`).test(key));
  const there = new Map(own.map(({ key, value }) => [Number(key.slice(prefix.length)), value]));
  return [
    ...[...sent]
      .filter(([serial, kept]) => kept && !there.has(serial))
      .map(([serial]) => `lost: ${what}, ${serial}`),
    ...[...there]
      .filter(([serial, value]) => !sent.has(serial) || value !== `v${serial}`)
      .map(([serial, value]) => `wrong: ${what}, ${serial} is ${value}`),
    ...(own.length === there.size ? [] : [`doubled: ${what}`]),
  ];
}

function checkPoints(
  what: string,
  points: readonly { readonly step: number; readonly value: number }[],
  sent: ReadonlyMap<number, boolean>,
): readonly string[] {
  const there = new Set(points.map(({ step }) => step));
  return [
    ...[...sent]
      .filter(([serial, kept]) => kept && !there.has(serial))
      .map(([serial]) => `lost: ${what}, ${serial}`),
    ...points
      .filter(({ step, value }) => !sent.has(step) || value !== step / 2)
      .map(({ step, value }) => `wrong: ${what}, step ${step} is ${value}`),
    ...(points.length === there.size ? [] : [`doubled: ${what}`]),
  ];
}
