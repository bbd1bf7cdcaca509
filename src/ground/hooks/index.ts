/**
 * A question or a notice from a lower slice to higher ones: declared in the lower slice's door, filled in the higher
 * slice's manifest, connected by app. There is no other way up.
 */
export type Hook<F extends (...args: never[]) => unknown> = {
  readonly name: string;
  /** Never set: it carries the type of the function that fills the hook. */
  readonly signature?: F;
};

/** Declares a hook; `name` is `slice.hook`, for messages. */
export function defineHook<F extends (...args: never[]) => unknown>(name: string): Hook<F> {
  return { name };
}

/** A function that fills a hook. */
export type Filling = { readonly hook: Hook<never>; readonly run: (...args: never[]) => unknown };

/** Types a filling against its hook. */
export function fill<F extends (...args: never[]) => unknown>(hook: Hook<F>, run: F): Filling {
  return { hook: hook as unknown as Hook<never>, run };
}

/** All fillings of one server, in the order of the slices. */
export type Hooks = {
  /** The functions that fill a hook; empty where no slice does. */
  of<F extends (...args: never[]) => unknown>(hook: Hook<F>): readonly F[];
};

/** Connects fillings to their hooks. */
export function connectHooks(fillings: readonly Filling[]): Hooks {
  return {
    of: (hook) => fillings.filter((f) => f.hook.name === hook.name).map((f) => f.run as never),
  };
}
