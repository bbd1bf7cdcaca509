/** A metric's value at a step and a time. */
export type Point = {
  readonly step: number;
  /** Milliseconds since 1970, UTC. */
  readonly timestamp: number;
  readonly value: number;
};
