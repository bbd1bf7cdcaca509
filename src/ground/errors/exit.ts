/** The exit codes of every command (`fettle run` alone exits as its command did). */
export const EXIT = {
  yes: 0,
  no: 1,
  usage: 2,
  world: 3,
  inconclusive: 4,
  nothing: 5,
  bug: 70,
} as const;
