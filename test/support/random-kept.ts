import type { Maker } from "#test/random-maker";

const STATUSES = ["ACTIVE", "DISABLED"];

/** What is kept beside runs and models: choices, views, webhooks, notices, artifacts in the trash. */
export function addKept(maker: Maker): void {
  const { below, one, chance, hex, tick, records, runs } = maker;
  for (const project of ["shop", "prices"].filter(() => chance(0.6)))
    records.push({
      ...{ type: "choices", project, lostAfterMs: one([null, 60_000]) },
      best: one([{}, { "val/f1": "higher", loss: "lower" }]),
    });
  for (const name of ["best", "a/b", "ü"].filter(() => chance(0.7))) {
    const project = one(["", "shop", "prices"]);
    records.push({
      ...{ type: "view", id: `${project}/${name}`, project, name, lifecycle: maker.lifecycle() },
      ...{ query: { filter: "params.lr = '1'", sort: one(["", "loss"]) }, user: "ada" },
      updatedAt: tick(),
    });
  }
  for (let i = below(3); i > 0; i -= 1)
    records.push({
      ...{ type: "webhook", id: hex(32), name: `hook-${hex(4)}`, url: "https://example.org/hook" },
      ...{ description: one(["", "what it is"]), status: one(STATUSES), signed: false },
      events: [
        { entity: "registered_model", action: "created" },
        { entity: "model_version", action: "created" },
      ].slice(0, 1 + below(2)),
      ...{ createdAt: tick(), updatedAt: tick() },
    });
  for (let i = below(3); i > 0; i -= 1)
    records.push({
      ...{ type: "notice", id: hex(32), project: maker.project(), user: "ada", createdAt: tick() },
      ...{ experiment: one([null, "intents/"]), on: one([["failed"], ["finished", "lost"]]) },
      ...{ url: "https://hooks.slack.com/...9xYz", slack: chance(0.5) },
      link: one([null, "https://fettle.example.org"]),
    });
  for (let i = below(4); i > 0; i -= 1) addTrashed(maker, one([...runs, ""]));
}

function addTrashed({ one, chance, hex, project, records, files }: Maker, owner: string): void {
  const [id, folder] = [hex(32), chance(0.5)];
  const of = "trashed-artifact";
  const texts: [string, string][] = folder
    ? [
        ["a.txt", hex(5)],
        ["deep/b.txt", hex(9)],
      ]
    : [["file", hex(7)]];
  records.push({
    ...{ type: of, id, project: project(), owner, user: "ada" },
    ...{ path: one(["old", "a#b/old", "tab\tx"]), folder },
    bytes: texts.reduce((sum, [, text]) => sum + text.length, 0),
  });
  for (const [path, text] of texts) files.push({ owner: { of, id }, path, text });
}
