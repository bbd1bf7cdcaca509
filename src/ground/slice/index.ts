import type { CommandShape } from "#ground/cli";
import type { Section } from "#ground/config";
import type { Migration } from "#ground/database";
import type { ErrorTable } from "#ground/errors";
import type { Filling } from "#ground/hooks";
import type { RouteShape } from "#ground/http";
import type { Background } from "./background.ts";
import type { Carry } from "./carry.ts";
import type { Check } from "./check.ts";
import type { Formerly } from "./formerly.ts";
import type { Kind } from "./kind.ts";
import type { Trashable } from "./trashable.ts";

export { type Background, begin } from "./background.ts";
export type {
  CarriedFiles,
  CarriedKind,
  CarriedRecord,
  Carry,
  Given,
  LeftRecord,
  Outcome,
  Selection,
  Taken,
} from "./carry.ts";
export type { Check, CheckContext, Finding } from "./check.ts";
export { every } from "./every.ts";
export type { Formerly } from "./formerly.ts";
export type { Kind } from "./kind.ts";
export { taken } from "./taken.ts";
export type {
  Asker,
  Gone,
  Held,
  Named,
  Putting,
  Trashable,
  Trashed,
  TrashWish,
} from "./trashable.ts";

/** What app knows of a slice. All but the commands is loaded when asked for, so that `--help` stays quick. */
export type Slice = {
  /** The folder, the noun on the command line, the first part of its tables, routes and error codes. */
  readonly name: string;
  /** One line for `fettle --help`. */
  readonly summary: string;
  /** The slices whose doors it uses; checked against its imports and the table in ARCHITECTURE.md. */
  readonly needs: readonly string[];
  readonly commands?: readonly CommandShape[];
  readonly errors?: () => Promise<ErrorTable>;
  /** Its part of fettle.yaml. */
  readonly config?: () => Promise<Section<unknown>>;
  /** Its part of a store's settings.yaml. Loaded by the server alone. */
  readonly settings?: () => Promise<Section<unknown>>;
  /** Its tables, oldest migration first. Loaded by the server alone. */
  readonly migrations?: () => Promise<readonly Migration[]>;
  /** `runs/7`: its migrations come after that one of a slice above it, where that slice once owned its tables. */
  readonly after?: string;
  /** What of its own may lie in the trash. Loaded by the server alone. */
  readonly trashable?: () => Promise<readonly Trashable[]>;
  /** What of its own can be moved in and out. Loaded by the server alone. */
  readonly carry?: () => Promise<Carry>;
  /** The sorts of things that it makes. */
  readonly kinds?: readonly Kind[];
  /** What its things were called in released versions. */
  readonly formerly?: Formerly;
  /** Loaded by the server alone. */
  readonly routes?: () => Promise<readonly RouteShape[]>;
  /** What it does when a hook of a lower slice is called. Loaded by the server alone. */
  readonly hooks?: () => Promise<readonly Filling[]>;
  /** What it does in the server without being asked, for instance on a timer. Loaded by the server alone. */
  readonly background?: () => Promise<readonly Background[]>;
  /** What `fettle doctor` asks. */
  readonly checks?: () => Promise<readonly Check[]>;
};

/** Types a slice's manifest. */
export function defineSlice(slice: Slice): Slice {
  return slice;
}
