import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { LineSink } from "./writer.ts";

/** Lines into a new file; on disk once it has ended. What fails is told to whoever waits for the line or the end. */
export function openLineFile(file: string): Required<LineSink> {
  const stream = createWriteStream(file, { flush: true });
  // One that nobody listens to would end the process.
  stream.on("error", () => {});
  return {
    write: (line) =>
      new Promise((resolve, reject) => {
        // After a failure each line fails for no reason but that one.
        stream.write(`${line}\n`, (error) => (error ? reject(stream.errored ?? error) : resolve()));
      }),
    async end() {
      stream.end();
      await finished(stream);
    },
  };
}
