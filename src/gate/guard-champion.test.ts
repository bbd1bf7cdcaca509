import { expect, test } from "vitest";
import type { AliasMove } from "#models";
import { asDecided, guardChampion } from "./guard-champion.ts";

const move = (more: Partial<AliasMove> = {}): AliasMove => ({
  name: "intent",
  alias: "champion",
  from: 1,
  to: 2,
  project: "shop",
  user: "ada",
  reason: "",
  ...more,
});

test("champion moves by nobody's hand, and not by a decision that is not under way", async () => {
  const ungated = { code: "GATE_UNGATED", hint: expect.stringContaining("intent@2") };
  await expect(guardChampion(move())).rejects.toMatchObject(ungated);
  await expect(guardChampion(move({ from: null }))).rejects.toMatchObject(ungated);
  await expect(guardChampion(move({ reason: "I know better" }))).rejects.toMatchObject(ungated);
  await expect(guardChampion(move({ decisionId: "a" }))).rejects.toMatchObject(ungated);
});

test("a decision opens the way for itself alone, and only while it lasts", async () => {
  const held = Promise.withResolvers<void>();
  const under = asDecided("a", () => held.promise);
  await guardChampion(move({ decisionId: "a" }));
  await expect(guardChampion(move({ decisionId: "b" }))).rejects.toThrow();
  await expect(guardChampion(move())).rejects.toThrow();
  held.resolve();
  await under;
  await expect(guardChampion(move({ decisionId: "a" }))).rejects.toThrow();
});

test("a move that failed leaves the way closed, and its own error comes through", async () => {
  const failing = asDecided("a", () => Promise.reject(new Error("the disk is full")));
  await expect(failing).rejects.toThrow("the disk is full");
  await expect(guardChampion(move({ decisionId: "a" }))).rejects.toThrow();
});

test("champion is removed with a reason alone", async () => {
  for (const reason of ["", "  \n"])
    await expect(guardChampion(move({ to: null, reason }))).rejects.toMatchObject({
      code: "GATE_CHAMPION_REMOVED",
    });
  await guardChampion(move({ to: null, reason: "it answers nonsense" }));
});

test("other aliases, and a move to where it already points, are let through", async () => {
  for (const alias of ["baseline", "shadow", "Champion"]) await guardChampion(move({ alias }));
  await guardChampion(move({ to: 1 }));
});
