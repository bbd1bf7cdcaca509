import { expect, test } from "vitest";
import { teamToken } from "./team-token.ts";

const token = { MLFLOW_TRACKING_TOKEN: "secret" };

test("the token goes to the server that the person named, by either variable", () => {
  const url = "https://fettle.team.example";
  expect(teamToken(url, { ...token, MLFLOW_TRACKING_URI: `${url}/` })).toBe("secret");
  expect(teamToken(url, { ...token, FETTLE_SERVER: url })).toBe("secret");
});

test("the token goes to no server that only a repository's fettle.yaml names", () => {
  const url = "https://fettle.team.example.evil.example";
  expect(teamToken(url, token)).toBeUndefined();
  for (const named of [
    "https://fettle.team.example",
    "http://fettle.team.example.evil.example",
    "nonsense",
  ])
    expect(teamToken(url, { ...token, MLFLOW_TRACKING_URI: named })).toBeUndefined();
  expect(teamToken("nonsense", { ...token, MLFLOW_TRACKING_URI: "nonsense" })).toBeUndefined();
});
