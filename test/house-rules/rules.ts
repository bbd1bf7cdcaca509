import type { Proof } from "./proof.ts";
import { ANSWERS } from "./proofs/answers.ts";
import { BANNED } from "./proofs/banned.ts";
import { CYCLES } from "./proofs/cycles.ts";
import { DIRECTION } from "./proofs/direction.ts";
import { DOCUMENTS } from "./proofs/documents.ts";
import { ERRORS } from "./proofs/errors.ts";
import { NAMES } from "./proofs/names.ts";
import { OWNERS } from "./proofs/owners.ts";
import { SHAPE } from "./proofs/shape.ts";
import { TABLES } from "./proofs/tables.ts";
import { TESTS_BESIDE } from "./proofs/tests-beside.ts";
import { WORDS } from "./proofs/words.ts";

/** Every rule over the files of a checkout, each with its proof. */
export const PROOFS: readonly Proof[] = [
  ...SHAPE,
  ...DIRECTION,
  ...CYCLES,
  ...WORDS,
  ...TABLES,
  ...ERRORS,
  ...ANSWERS,
  ...BANNED,
  ...OWNERS,
  ...NAMES,
  ...TESTS_BESIDE,
  ...DOCUMENTS,
];
