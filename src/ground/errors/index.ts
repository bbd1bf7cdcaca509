export { EXIT } from "./exit.ts";
export { type Facts, FettleError, fail, isFettleError } from "./fettle-error.ts";
export { ERRORS as GROUND_ERRORS } from "./ground-errors.ts";
export { defineErrors, type ErrorEntry, type ErrorTable } from "./table.ts";
export { errnoOf, toFettleError } from "./unexpected.ts";
