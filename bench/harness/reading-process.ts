/**
 * Reads answers of a server and throws them away, in a process of its own: whoever measures another request meanwhile
 * must not wait for itself. Is sent what to ask, tells how long each took and how many bytes came, and ends.
 */
import type { Reading, ReadingResult } from "./read-beside.ts";

process.on("message", async (reading: Reading) => {
  const results: ReadingResult[] = [];
  await Promise.all(
    reading.askers.map(async ({ path, body, times }) => {
      for (let i = 0; i < times; i += 1) {
        const start = performance.now();
        const answer = await fetch(reading.url + path, {
          method: body === undefined ? "GET" : "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${reading.token}` },
          ...(body === undefined ? {} : { body }),
        });
        if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
        let bytes = 0;
        for await (const chunk of answer.body ?? []) bytes += (chunk as Uint8Array).length;
        results.push({ path, ms: performance.now() - start, bytes });
      }
    }),
  );
  process.send?.(results);
  process.disconnect();
});
