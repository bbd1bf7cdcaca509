/** What all sections of the tracking bench go by. */

export const ROUNDS = Number(process.env["FETTLE_BENCH_ROUNDS"] ?? 3);
export const MEASURE_SECONDS = Number(process.env["FETTLE_BENCH_SECONDS"] ?? 5);
/** A folder with a venv that has mlflow; without one there is no peer, and no Python client. */
export const PEER = process.env["FETTLE_BENCH_MLFLOW"];
