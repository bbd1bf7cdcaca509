import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { insidePath } from "#ground/objects";
import { openTestServer, type TestServer } from "#test/open-store";
import { anyPlaceAt, ownPlace, ownStore, placeAt } from "./place.ts";

let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs"],
    settings: { artifacts: { fileRoots: ["/data/runs"] } },
  });
});
afterEach(() => server.close());

describe("a path from a request", () => {
  test.each([
    ["a/b", "a/b"],
    ["", ""],
    ["a//b/./c/", "a/b/c"],
    [".", ""],
    ["100%", "100%"],
    ["..a/b..", "..a/b.."],
    ["．．/x", "．．/x"],
  ])("%j is %j", (given, path) => expect(insidePath(given)).toBe(path));

  test.each([
    ["..", "a/../b", "../x", "/a", "\\a", "a\\b", "C:/x", "c:x", "a#b", "a\0b", "a\nb"],
    ["%2e%2e/x", "a/%2e%2e", "%252e%252e", "..%2fx", "a%5cb", "%25252e%25252e", "a%00b"],
    [".fettle", ".fettle/trash", ".FETTLE/x", "\ud800", "x".repeat(4000)],
  ])("is refused where it climbs or has a sign of another meaning: %j ...", (...paths) => {
    for (const path of paths)
      expect(() => insidePath(path)).toThrow(expect.objectContaining({ code: "PATH_INVALID" }));
  });
});

test("what an import brought is found by any name of its own, and by none that leads out", () => {
  const uri = "mlflow-artifacts:/1/r/artifacts";
  const path = (inside: string) => anyPlaceAt(server.context, uri, inside).path;
  for (const name of ["a#b", "a\\b", "a\tb", "%2e%2e", "a%2Fb", "C:x"])
    expect(path(`model/${name}`)).toBe(`1/r/artifacts/model/${name}`);
  expect([path("a//b/"), path("")]).toEqual(["1/r/artifacts/a/b", "1/r/artifacts"]);
  for (const name of ["..", "a#/../b", "/a", "a\0b", "\ud800", "a#/.fettle-x"])
    expect(() => path(name)).toThrow(expect.objectContaining({ code: "PATH_INVALID" }));
  expect(() => anyPlaceAt(server.context, "s3://b/x", "a#b")).toThrow(
    expect.objectContaining({ code: "ARTIFACTS_ELSEWHERE" }),
  );
});

describe("a URI of a record", () => {
  test.each([
    ["mlflow-artifacts:/1/r/artifacts", "1/r/artifacts/x"],
    ["mlflow-artifacts://host:9000/1/r", "1/r/x"],
    ["mlflow-artifacts:///models///foo", "models/foo/x"],
    ["http://host:80/api/2.0/mlflow-artifacts/artifacts/1/r", "1/r/x"],
    ["https://host/team/api/2.0/mlflow-artifacts/artifacts", "x"],
  ])("%s is in this server's own folder", (uri, path) => {
    expect(placeAt(server.context, uri, "x")).toMatchObject({ path, inside: "x", own: true });
  });

  test.each([
    ["file:///data/runs/1/r", "1/r/x"],
    ["file:///data/runs", "x"],
    ["file:/data/runs/a%20b", "a b/x"],
    ["/data/runs/1", "1/x"],
  ])("%s is in a folder that the settings allow", (uri, path) => {
    expect(placeAt(server.context, uri, "x")).toMatchObject({ path, own: false });
  });

  test("is told whole", () => {
    const at = (uri: string, inside?: string) => {
      const { store, ...place } = placeAt(server.context, uri, inside);
      return { ...place, shares: store === placeAt(server.context, "mlflow-artifacts:/").store };
    };
    expect(at("mlflow-artifacts:/1//", "a/b/")).toEqual({
      ...{ path: "1/a/b", inside: "a/b", uri: "mlflow-artifacts:/1/a/b" },
      ...{ own: true, shares: true },
    });
    expect(at("mlflow-artifacts:/1/")).toEqual({
      ...{ path: "1", inside: "", uri: "mlflow-artifacts:/1/" },
      ...{ own: true, shares: true },
    });
    expect(at("file:///data/runs/1", "a")).toEqual({
      ...{ path: "1/a", inside: "a", uri: "file:///data/runs/1/a" },
      ...{ own: false, shares: false },
    });
    expect(at("/data/runs")).toEqual({
      ...{ path: "", inside: "", uri: "/data/runs", own: false, shares: false },
    });
    expect(ownPlace(server.context, "a//b/")).toEqual({
      ...{ path: "a/b", inside: "a/b", uri: "mlflow-artifacts:/a/b", own: true },
      store: ownStore(server.context),
    });
    // Files of equal content are one file in this server's own folder alone.
    const { store } = placeAt(server.context, "/data/runs");
    expect([
      ownStore(server.context).contents === undefined,
      "contents" in store && store.contents,
    ]).toEqual([false, undefined]);
  });

  test("of somebody else is told in 500 characters", () => {
    const uri = `s3://${"x".repeat(495)}`;
    expect(() => placeAt(server.context, `${uri}y`)).toThrow(
      expect.objectContaining({ code: "ARTIFACTS_ELSEWHERE", facts: { uri } }),
    );
  });

  test.each([
    "file:///data/runs-evil/x",
    "file:///data/runs/../other",
    "file:///data/runs/%2e%2e/other",
    "file://host/data/runs/x",
    "file:///data/runs/x?y",
    "file:////data/runs",
    "/etc",
    "data/runs",
    "s3://bucket/x",
    "http://host/other",
    "ftp://host/api/2.0/mlflow-artifacts/artifacts/x",
    "runs:/abc/x",
    "",
  ])("%j is somebody else's", (uri) => {
    expect(() => placeAt(server.context, uri)).toThrow(
      expect.objectContaining({ code: "ARTIFACTS_ELSEWHERE" }),
    );
  });

  test("that climbs inside of this server's folder is refused", () => {
    for (const uri of ["mlflow-artifacts:/../x", "mlflow-artifacts:/a/%2e%2e/b"])
      expect(() => placeAt(server.context, uri)).toThrow(
        expect.objectContaining({ code: "PATH_INVALID" }),
      );
  });
});
