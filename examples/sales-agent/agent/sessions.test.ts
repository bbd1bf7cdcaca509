import { expect, test } from "vitest";
import { readGiven } from "./session.ts";
import { Sessions } from "./sessions.ts";

test("dialogues have caches of their own, customers share one", () => {
  const sessions = new Sessions();
  sessions.open("a", readGiven({}));
  sessions.open("b", readGiven({}));
  sessions.open("shared", readGiven({ cache: "shared" }));
  const customer = sessions.findOrBegin("customer");
  expect(sessions.find("a")?.cache).not.toBe(sessions.find("b")?.cache);
  expect(sessions.find("shared")?.cache).toBe(customer.cache);
  expect(sessions.findOrBegin("other customer").cache).toBe(customer.cache);
});

test("a closed conversation begins anew", () => {
  const sessions = new Sessions();
  sessions.findOrBegin("a").state = readGiven({ seats: 3 }).state;
  expect(sessions.findOrBegin("a").state.seats).toBe(3);
  sessions.close("a");
  expect(sessions.find("a")).toBeUndefined();
  expect(sessions.findOrBegin("a").state.seats).toBeNull();
});

test("of too many conversations, the one that was silent longest is forgotten", () => {
  const sessions = new Sessions(2);
  for (const id of ["a", "b", "a", "c"]) sessions.findOrBegin(id);
  expect(["a", "b", "c"].filter((id) => sessions.find(id) !== undefined)).toEqual(["a", "c"]);
});
