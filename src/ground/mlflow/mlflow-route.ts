import { fail } from "#ground/errors";
import { type Asked, defineRoute, type RequestFields, type RouteShape } from "#ground/http";
import type { RequestContext, ServerContext } from "#ground/server";
import { MLFLOW_ERRORS } from "./errors.ts";
import { type FieldTable, type Read, readFields } from "./field.ts";
import { Fields } from "./fields.ts";
import { type ErrorCodes, mlflowError } from "./mlflow-error.ts";

type Method = RouteShape["method"];

/** One operation of MLflow's API. */
export type Operation<T extends FieldTable> = {
  readonly method: Method;
  /** Below `/api/2.0/mlflow/`; its parameters (`webhooks/:webhook_id`) are fields of the request. */
  readonly path: string;
  readonly permission: "read" | "write";
  readonly summary: string;
  /** Most bytes of its body; default 10 MiB. */
  readonly bodyBytesMax?: number;
  /** What it reads, checked in this order before it runs. */
  readonly fields: T;
  run(asked: Read<T>, context: ServerContext, peer: RequestContext): Promise<unknown>;
};

/** Any operation, whatever it reads. */
export type OperationShape = Omit<Operation<FieldTable>, "run"> & {
  // biome-ignore lint/suspicious/noExplicitAny: what it reads is known to the operation alone
  run(asked: any, context: ServerContext, peer: RequestContext): Promise<unknown>;
};

/** Types what an operation's `run` is asked from its fields. */
export function defineOperation<T extends FieldTable>(operation: Operation<T>): OperationShape {
  return operation;
}

/** MLflow's clients use the first prefix, its browser pages the second. */
const PREFIXES = ["/api/2.0/mlflow", "/ajax-api/2.0/mlflow"];

/** An operation as routes, one for each prefix. `codes` are MLflow's words for error codes of the operation's slice. */
export function mlflowRoutes(operation: OperationShape, codes?: ErrorCodes): RouteShape[] {
  const { method, path, permission, summary, fields } = operation;
  const hasParams = path.includes(":");
  return PREFIXES.map((prefix) =>
    defineRoute({
      method,
      path: `${prefix}/${path}`,
      permission,
      summary,
      ...(operation.bodyBytesMax === undefined ? {} : { bodyBytesMax: operation.bodyBytesMax }),
      fields: toldFields(fields, path),
      onError: (error) => mlflowError(error, codes),
      run: async (asked, context) =>
        withoutEmpty(
          await operation.run(
            readFields(fieldsOf(asked, method, hasParams), fields),
            context,
            asked.peer,
          ),
        ),
    }),
  );
}

/** What the references tell: the parameters of the path stand in it already. */
function toldFields(fields: FieldTable, path: string): RequestFields {
  const told = Object.entries(fields).filter(([name]) => !path.split("/").includes(`:${name}`));
  return Object.fromEntries(told);
}

function fieldsOf(
  asked: Asked<undefined, undefined, undefined>,
  method: Method,
  hasParams: boolean,
): Fields {
  if (asked.headers["x-mlflow-workspace"] !== undefined)
    throw fail(MLFLOW_ERRORS, "VALUE_INVALID", {
      problem: "this server has no workspaces; unset MLFLOW_WORKSPACE",
    });
  // As MLflow's server: the body of a GET counts where it has no query.
  if (method === "GET" && (asked.body === undefined || asked.query.size > 0))
    return new Fields({ ...queryValues(asked.query), ...asked.params });
  const type = asked.headers["content-type"]?.toLowerCase() ?? "";
  if ((method === "POST" || method === "PUT") && !type.startsWith("application/json"))
    throw fail(MLFLOW_ERRORS, "VALUE_INVALID", {
      problem: `Bad Request. Content-Type should be 'application/json', not ${JSON.stringify(type)}`,
    });
  const fields = new Fields(asked.body, "", asked.text);
  return hasParams ? fields.with(asked.params) : fields;
}

/** An answer as protobuf's JSON has it: a list that is empty is not there. */
function withoutEmpty(answered: unknown): unknown {
  if (typeof answered !== "object" || answered === null) return answered;
  const values = answered as Record<string, unknown>;
  for (const name in values) {
    const value = values[name];
    if (Array.isArray(value) && value.length === 0) values[name] = undefined;
  }
  return answered;
}

/** A key given more than once is a list. */
function queryValues(query: URLSearchParams): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = Object.create(null);
  for (const [key, value] of query) {
    const old = values[key];
    if (old === undefined) values[key] = value;
    else values[key] = Array.isArray(old) ? [...old, value] : [old, value];
  }
  return values;
}
