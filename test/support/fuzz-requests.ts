/** Requests for the fuzzer, made from the OpenAPI document of the server that is asked. */
import { inQuery, type Schema, Values } from "./fuzz-values.ts";
import { CLIMBS, inTarget } from "./hostile-paths.ts";
import type { RawRequest } from "./raw-request.ts";

type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
};
type Operation = {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema?: Schema }>>;
  };
};
export type OpenApi = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

type Target = { readonly method: string; readonly path: string; readonly operation: Operation };

/** Would end the server, or never end themselves; they have tests of their own. */
const LEFT_OUT = ["/api/fettle/1/server/stop", "/api/fettle/1/events"];

const TYPES = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "application/json; charset=utf-16",
  "",
  "x",
];
const BROKEN = [
  ...[
    "",
    "{",
    "[",
    "null",
    '"',
    "{}{}",
    "{'a':1}",
    "\ufeff{}",
    "[1,",
    '{"a":}',
    "nul",
    '{"a":"\\ud800"}',
    "\0",
  ],
  ...[
    '"{\\"run_id\\":\\"x\\"}"',
    "[".repeat(100_000),
    '{"a":'.repeat(50_000),
    `"${"x".repeat(300_000)}"`,
    "1e99999",
  ],
];
const KEPT_OF_A_NAME = 60;

/** Names of fields under which an answer's value is asked for again. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  run_id: ["run_uuid", "ref", "id", "run_ids", "runId", "ids", "refs", "source_run_id"],
  experiment_id: ["experiment_ids"],
  experimentId: ["experiment_id", "experiment_ids"],
  id: ["ref", "run_id", "ids", "runId", "refs"],
  name: ["experiment_name", "new_name", "model"],
  next_page_token: ["page_token"],
  model_id: ["modelId"],
  key: ["metric_key", "tag_key"],
  path: ["rest", "artifact_directory_path"],
  version: ["candidate", "champion"],
  artifact_uri: ["source", "path"],
};

/** Makes requests from a document; what answers tell of is asked for again, so that requests reach deep. */
export class FuzzRequests {
  readonly values: Values;
  readonly #targets: readonly Target[];
  readonly #pool = new Map<string, unknown[]>();

  constructor(document: OpenApi, next: () => number) {
    this.values = new Values(next, (name) => this.#pool.get(name) ?? []);
    this.#targets = Object.entries(document.paths)
      .filter(([path]) => !LEFT_OUT.includes(path))
      .flatMap(([path, operations]) =>
        Object.entries(operations).map(([method, operation]) => ({
          method: method.toUpperCase(),
          path,
          operation,
        })),
      );
  }

  /** How many operations there are to ask. */
  get operations(): number {
    return this.#targets.length;
  }

  /** The next request. */
  make(): RawRequest & { readonly operation: string } {
    const { values } = this;
    values.changeMood();
    const { method, path, operation } = this.#target();
    const twin = values.chance(0.05) ? path.replace(/^\/api\/(?=[23]\.0\/)/, "/ajax-api/") : path;
    const target = this.#path(twin, operation) + this.#query(operation);
    const other = values.chance(0.02)
      ? values.pick(["GET", "POST", "PUT", "PATCH", "DELETE"])
      : method;
    const headers: string[] = [];
    if (values.chance(0.01))
      headers.push(
        `Range: ${values.pick(["bytes=0-", "bytes=5-1", "bytes=-0", "x", "bytes=0-9,2-3"])}`,
      );
    if (values.chance(0.005)) headers.push("X-MLflow-Workspace: x");
    const body = this.#body(operation);
    if (body !== undefined)
      headers.push(`Content-Type: ${values.chance(0.02) ? values.pick(TYPES) : body.type}`);
    // Node's client leaves it out where a method has seldom a body, and the body would be read as the next request.
    headers.push(`Content-Length: ${Buffer.byteLength(body?.text ?? "")}`);
    return {
      operation: `${method} ${path}`,
      method: other,
      target,
      headers,
      body: body?.text ?? "",
    };
  }

  /** What takes away is asked less often than what makes. */
  #target(): Target {
    const target = this.values.pick(this.#targets);
    const spared = /delete|trash|purge/i.test(`${target.method} ${target.path}`);
    return spared && this.values.chance(0.7) ? this.#target() : target;
  }

  /** Keeps what an answer tells of. */
  learn(answer: string): void {
    if (answer.length > 100_000) return;
    try {
      this.#walk(JSON.parse(answer), 0);
    } catch {
      // Not every answer is JSON.
    }
  }

  #walk(value: unknown, depth: number): void {
    if (typeof value !== "object" || value === null || depth > 6) return;
    for (const [name, inner] of Object.entries(value))
      if (typeof inner === "object") this.#walk(inner, depth + 1);
      else if (inner !== "" && name !== "message" && name !== "hint") this.#learnValue(name, inner);
  }

  #learnValue(name: string, value: unknown): void {
    for (const as of [name, ...(SAME[name] ?? [])]) this.#keep(as, value);
    if (name === "artifact_uri" && typeof value === "string")
      for (const file of ["a.txt", "d/e.txt", ""])
        this.#keep("rest", `${value.replace(/^mlflow-artifacts:\//, "")}/${file}`);
  }

  #keep(name: string, value: unknown): void {
    const kept = this.#pool.get(name) ?? [];
    if (kept.includes(value)) return;
    if (kept.length < KEPT_OF_A_NAME) kept.push(value);
    else kept[this.values.whole(KEPT_OF_A_NAME - 1)] = value;
    this.#pool.set(name, kept);
  }

  #path(path: string, { parameters }: Operation): string {
    const { values } = this;
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const schema = parameters.find((one) => one.in === "path" && one.name === name)?.schema ?? {};
      const value = inQuery(values.of(schema, name)).slice(0, 6000);
      if (values.chance(0.03)) return inTarget(values.pick(CLIMBS));
      return name === "rest"
        ? value
            .split("/")
            .map((part) => encodeURIComponent(part.toWellFormed()))
            .join("/")
        : encodeURIComponent(value.toWellFormed());
    });
    return values.chance(0.01)
      ? inTarget(filled + values.pick(["/", "//", "/..", "%00", "%", "%zz", "?", ";a"]))
      : filled;
  }

  #query({ parameters }: Operation): string {
    const { values } = this;
    const asked = parameters.filter((one) => one.in === "query");
    const pairs = asked.flatMap(({ name, schema, required }) => {
      if (!values.chance(required === true ? 0.98 : 0.5)) return [];
      const value = values.of(schema, name);
      const all = Array.isArray(value) ? value.slice(0, 120) : [value];
      return all.map(
        (one) => `${name}=${encodeURIComponent(inQuery(one).toWellFormed().slice(0, 5000))}`,
      );
    });
    if (values.chance(0.02))
      pairs.push(values.pick(["%", "a=%ff", "__proto__=1", "=", "&&", "a[b]=1", "%00=1"]));
    return pairs.length === 0 ? "" : `?${pairs.join("&").slice(0, 12_000)}`;
  }

  #body({ requestBody }: Operation): { readonly type: string; readonly text: string } | undefined {
    if (requestBody === undefined) return undefined;
    const { values } = this;
    const [type, content] = Object.entries(requestBody.content)[0] ?? ["application/json", {}];
    if (type !== "application/json") return { type, text: "x".repeat(values.whole(2000)) };
    if (values.chance(0.02)) return { type, text: values.pick(BROKEN) };
    return {
      type,
      text: values.json(
        values.chance(0.01) ? values.hostile(0) : values.object(content.schema ?? {}),
      ),
    };
  }
}
