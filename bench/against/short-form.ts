/**
 * How much of a benchmark one turn does, as the variables that the benchmarks read: five pairs are ten turns, which
 * should be done in some five minutes on two cores. What is set already wins.
 */
export const SHORT_FORM: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  artifacts: {
    FETTLE_BENCH_ROUNDS: "3",
    FETTLE_BENCH_LARGE_BYTES: "300000000",
    FETTLE_BENCH_CLIENT: "0",
  },
  dialogues: { FETTLE_BENCH_ROUNDS: "5" },
  "main-job": { FETTLE_BENCH_ROUNDS: "1", FETTLE_BENCH_WARM_UPS: "0" },
  page: {
    FETTLE_BENCH_ROUNDS: "1",
    FETTLE_BENCH_RUNS: "5000",
    FETTLE_BENCH_POINTS: "200000",
    FETTLE_BENCH_FRAMES: "60",
  },
  search: { FETTLE_BENCH_ROUNDS: "7", FETTLE_BENCH_RUNS: "10000" },
  "start-up": { FETTLE_BENCH_ROUNDS: "12" },
  tracking: {
    FETTLE_BENCH_ROUNDS: "1",
    FETTLE_BENCH_WARM_UPS: "0",
    FETTLE_BENCH_SECONDS: "3",
  },
};
