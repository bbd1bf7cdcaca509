import { defineErrors, EXIT } from "#ground/errors";

/** Errors of what people type to search and sort. */
export const SEARCH_ERRORS = defineErrors({
  FILTER_INVALID: {
    message: (f: { problem: string; filter: string; at?: number }) =>
      `Invalid filter ${JSON.stringify(f.filter)}${f.at === undefined ? "" : ` at ${f.at}`}: ${f.problem}`,
    hint: "metrics.accuracy > 0.9 AND params.model = 'bayes' AND attributes.status = 'FINISHED'",
    status: 400,
    exit: EXIT.usage,
    when: "A search uses words that the grammar does not have.",
  },
});
