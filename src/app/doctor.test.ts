import { expect, test } from "vitest";
import { openDesk } from "#test/type-fettle";

test("doctor tells whom the running server lets in without the token", async () => {
  const desk = openDesk();
  const serverLine = async (): Promise<string | undefined> => {
    const { stdout } = await desk.type("doctor");
    return /ok +server: (.*(?:\n {9}.*)?)/.exec(stdout)?.[1];
  };
  const serve = async (...words: string[]): Promise<void> => {
    const server = desk.start("server", "--port", "0", ...words);
    await new Promise((resolve) => server.stdout?.once("data", resolve));
  };
  await desk.type("init");
  expect(await serverLine()).toBe("none runs; commands start one");
  await serve();
  expect(await serverLine()).toMatch(
    /^answers at http:\S+, and lets in whatever runs as this user without the token\n.*--token-only/,
  );
  await desk.type("server", "stop");
  await serve("--token-only");
  expect(await serverLine()).toMatch(
    /^answers at \S+, and by its port lets in by the token alone$/,
  );
  await desk.close();
}, 60_000);
