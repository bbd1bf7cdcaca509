import { defineCommand } from "#ground/cli";

/** Sends what waits in the outbox of a project. */
export const sendCommand = defineCommand({
  name: "send",
  summary: "send what scripts recorded while no server answered",
  details:
    "A script that uses fettle/client keeps on disk what it can't send. The next script sends it, and so does this command.",
  args: [],
  flags: {},
  examples: [["fettle runs send", "what waits in this project"]],
  async run(_, context) {
    const { outboxesOf, sendBy, sendOutboxes } = await import("#ground/outbox");
    const { createUploader, tellRefused } = await import("../recording/index.ts");
    const project = await context.project();
    const client = await context.server();
    const all = { sent: 0, waiting: 0, elsewhere: 0 };
    for (const folder of outboxesOf(project)) {
      const { sent, waiting, elsewhere } = await sendOutboxes({
        folder,
        to: project.serverUrl ?? "the server of this store",
        send: sendBy(client, folder, createUploader(client)),
        refused: tellRefused(folder, (error) => context.output.warn(error.message)),
      });
      all.sent += sent;
      all.waiting += waiting;
      all.elsewhere += elsewhere;
    }
    const rest = all.waiting + all.elsewhere;
    const text = `${all.sent} request(s) sent${rest === 0 ? "" : `, ${rest} wait`}`;
    return { data: all, text };
  },
});
