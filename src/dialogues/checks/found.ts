import type { Call, CheckResult, Stage } from "../model.ts";

/** What an answer holds that checks look at. At the end of a case: all calls, and the state as last told. */
export type Evidence = {
  readonly messages: readonly string[];
  readonly route?: string;
  readonly calls: readonly Call[];
  readonly state?: Readonly<Record<string, unknown>>;
  readonly stages: readonly Stage[];
  readonly answeredBy?: string;
  readonly ms: number;
};

/** What a check finds; `name` tells it from the others of its kind in the same turn and ends its id. */
export type Found = Omit<CheckResult, "id" | "kind"> & { readonly name?: string };
