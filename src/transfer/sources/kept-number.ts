/**
 * Whether an experiment can keep its number: it is above 0, which is that of Default, and no larger than a number of
 * JavaScript can be exact, which the 18 digits of MLflow's folder are not.
 */
export function isKeptNumber(id: string): boolean {
  return /^\d+$/.test(id) && Number(id) > 0 && Number.isSafeInteger(Number(id));
}
