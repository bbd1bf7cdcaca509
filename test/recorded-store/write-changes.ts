/**
 * Writes down in known-changes.jsonl which answers of the recorded store are others by now: `node
 * test/recorded-store/write-changes.ts "why"`. What is listed already keeps its reason; what is no change any more goes.
 */
import { isDeepStrictEqual } from "node:util";
import {
  answerOf,
  askedOf,
  nameOf,
  readAnswers,
  readKnownChanges,
  writeKnownChanges,
} from "./answers.ts";
import { askStore } from "./ask-store.ts";

const why = process.argv[2];
const recorded = readAnswers();
const known = new Map(readKnownChanges().map((change) => [nameOf(change), change.why]));
const now = await askStore(recorded.map(askedOf));
const changes = now
  .filter((one, i) => !isDeepStrictEqual(answerOf(one), answerOf(recorded[i] ?? one)))
  .map((one) => ({ why: known.get(nameOf(one)) ?? why ?? "", ...one }));
const unexplained = changes.filter((change) => change.why === "");
if (unexplained.length > 0) {
  process.stderr.write(`say why, as in: write-changes.ts "the trash tells sizes"\n`);
  for (const change of unexplained) process.stderr.write(`  ${nameOf(change)}\n`);
  process.exitCode = 2;
} else {
  writeKnownChanges(changes);
  process.stdout.write(`known-changes.jsonl: ${changes.length} changes\n`);
}
