import { resolve } from "node:path";
import type { Context, Output } from "#ground/cli";
import { systemClock } from "#ground/clock";
import type { Project } from "#ground/config";
import { environment } from "#ground/environment";
import type { ServerClient } from "#ground/http";
import { slices } from "./slices.ts";

/** What a command may use of the world; the project and the server are looked for when first asked for. */
export function createContext(options: {
  output: Output;
  signal: AbortSignal;
  store: string | undefined;
  cwd?: string;
}): Context {
  const cwd = options.cwd ?? process.cwd();
  let project: Promise<Project> | undefined;
  let server: Promise<ServerClient> | undefined;
  const load = async (): Promise<Project> => {
    const { loadProject } = await import("#ground/config");
    const sections = await Promise.all(slices.flatMap((slice) => slice.config?.() ?? []));
    const store = options.store === undefined ? undefined : resolve(cwd, options.store);
    return settled(loadProject({ cwd, sections, env: environment(), store }));
  };
  /** A store that has to move does so before anybody uses it. */
  const settled = async (found: Project): Promise<Project> => {
    const isAnothers = found.serverUrl !== undefined;
    const { belongs, twin, gone } = found.found;
    if (isAnothers || (belongs ?? twin ?? gone) === undefined) return found;
    const { settleStore } = await import("./settle-store.ts");
    const { store, told } = await settleStore(found);
    if (told !== undefined) options.output.warn(told);
    return { ...found, store };
  };
  const connect = async (): Promise<ServerClient> => {
    const { connectServer } = await import("./connect.ts");
    const { link, ...place } = await placeOf();
    if (link !== undefined) {
      const { linkStore } = await import("./settle-store.ts");
      linkStore(link, place.store);
    }
    return connectServer(place, options.output);
  };
  /** Outside a project a store that is named is enough. */
  const placeOf = async (): Promise<{ store: string; url?: string; link?: string }> => {
    const named = options.store ?? environment()["FETTLE_STORE"];
    const { findProject } = await import("#ground/config");
    if (findProject(cwd) === undefined && named !== undefined && named !== "")
      return { store: resolve(cwd, named) };
    const found = await context.project();
    if (found.serverUrl !== undefined) return { store: found.store, url: found.serverUrl };
    return { store: found.store, link: found.root };
  };
  const context: Context = {
    cwd,
    clock: systemClock,
    output: options.output,
    signal: options.signal,
    store: options.store,
    project: () => (project ??= load()),
    server: () => (server ??= connect()),
  };
  return context;
}
