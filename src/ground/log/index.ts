/** The server's log: one JSON object a line, on stderr or in the store's `server.log`. Never holds a secret. */
export type Log = {
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
};

type Fields = Readonly<Record<string, unknown>>;

const SECRET = /token|secret|password|authorization|cookie|api.?key/i;

/** A log that hands each line, without its newline, to `write`. Values whose key sounds secret are struck out. */
export function createLog(write: (line: string) => void, now: () => number): Log {
  const line =
    (level: string) =>
    (event: string, fields: Fields = {}): void => {
      const safe = Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [
          key,
          SECRET.test(key)
            ? "***"
            : value instanceof Error
              ? (value.stack ?? value.message)
              : value,
        ]),
      );
      write(JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...safe }));
    };
  return { info: line("info"), warn: line("warn"), error: line("error") };
}
