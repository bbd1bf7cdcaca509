/** Variables by name; unset ones are `undefined`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The process's environment. The one place that reads it: settings take their part of it, children inherit it, and
 * everything else is handed what it needs.
 */
export function environment(): Environment {
  return process.env;
}
