type State = {
  /** Moves that are under way. */
  moving: number;
  /** Kept while nothing may begin to move. */
  still: Promise<void> | undefined;
  /** Called by the last move that ends. */
  settled: (() => void) | undefined;
};

const states = new Map<string, State>();

/**
 * Does what moves or removes stored files below this folder: not while `keptStill` looks through it, since a file that
 * moves past whoever walks is seen at neither place. Not to be called from inside of another one.
 */
export async function moving<T>(root: string, work: () => Promise<T>): Promise<T> {
  const state = stateOf(root);
  while (state.still !== undefined) await state.still;
  state.moving += 1;
  try {
    return await work();
  } finally {
    state.moving -= 1;
    if (state.moving === 0) state.settled?.();
  }
}

/** Does `work` while nothing below this folder is moved or removed by this server; what is stored meanwhile comes. */
export async function keptStill<T>(root: string, work: () => Promise<T>): Promise<T> {
  const state = stateOf(root);
  while (state.still !== undefined) await state.still;
  const { promise, resolve } = Promise.withResolvers<void>();
  state.still = promise;
  try {
    if (state.moving > 0)
      await new Promise<void>((settled) => {
        state.settled = settled;
      });
    state.settled = undefined;
    return await work();
  } finally {
    state.still = undefined;
    resolve();
  }
}

function stateOf(root: string): State {
  const state = states.get(root) ?? { moving: 0, still: undefined, settled: undefined };
  states.set(root, state);
  return state;
}
