import { PassThrough } from "node:stream";
import { answer, defineRoute } from "#ground/http";
import { defineSlice, type Slice } from "#ground/slice";

/** The event stream, which is app's, as far as a client needs it; `hangUp` ends those that are open, as a server that stops. */
export function streamEvents(): { readonly slice: Slice; hangUp(): void } {
  const open = new Set<PassThrough>();
  const slice = defineSlice({
    name: "streaming",
    summary: "streams events",
    needs: [],
    routes: async () => [
      defineRoute({
        method: "GET",
        path: "/api/fettle/1/events",
        permission: "read",
        summary: "Events.",
        async run({ query, signal }, context) {
          const stream = new PassThrough();
          const topics = (query.get("topics") ?? "").split(",");
          const silence = context.events.listen(topics, ({ topic, data }) =>
            stream.write(`event: ${topic}\ndata: ${JSON.stringify(data)}\n\n`),
          );
          open.add(stream);
          stream.once("close", () => {
            open.delete(stream);
            silence();
          });
          signal.addEventListener("abort", () => stream.destroy(), { once: true });
          stream.write(": open\n\n");
          return answer({ headers: { "content-type": "text/event-stream" }, body: stream });
        },
      }),
    ],
  });
  return {
    slice,
    hangUp() {
      for (const stream of open) stream.end();
    },
  };
}
