import type { Slice } from "#ground/slice";
import { slice as artifacts } from "#slices/artifacts";
import { slice as data } from "#slices/data";
import { slice as dialogues } from "#slices/dialogues";
import { slice as gate } from "#slices/gate";
import { slice as lineage } from "#slices/lineage";
import { slice as models } from "#slices/models";
import { slice as notices } from "#slices/notices";
import { slice as runs } from "#slices/runs";
import { slice as transfer } from "#slices/transfer";
import { slice as trash } from "#slices/trash";

/** All slices, lower ones first: the order of migrations and hooks. */
export const slices: readonly Slice[] = [
  lineage,
  trash,
  data,
  artifacts,
  runs,
  models,
  dialogues,
  gate,
  notices,
  transfer,
];
