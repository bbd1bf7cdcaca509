import { accessSync, constants, statfsSync } from "node:fs";
import type { Context, Result } from "#ground/cli";
import type { Project } from "#ground/config";
import { lookAtSqlite } from "#ground/database";
import { EXIT, toFettleError } from "#ground/errors";
import { git, gitState } from "#ground/git";
import { createClient } from "#ground/http";
import type { Finding } from "#ground/slice";
import { databaseFile, hasDatabase } from "#ground/store";
import { bytes } from "#ground/words";
import type { AppApi } from "./api.ts";
import { answeringServer } from "./connect.ts";
import { placeWords } from "./place-words.ts";
import { makeStore } from "./server-file.ts";
import { slices } from "./slices.ts";
import { storeSettings } from "./store-settings.ts";
import { requireWhole } from "./whole-store.ts";

type Found = Finding & { readonly name: string };

/** NFS, CIFS, SMB2, 9p, FUSE: SQLite's locks are not to be trusted there. Linux's magic numbers of statfs(2). */
const NETWORK = new Set([0x6969, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546]);
const FREE_BYTES_MIN = 1024 ** 3;
const FORBIDDEN = 403;

/** `fettle doctor`: what is fine, what is not, and what to type. Exit 1 when something is broken. */
export async function doctorCommand(context: Context): Promise<Result> {
  const findings: Found[] = [ofNode(), await ofGit(context)];
  let project: Project | undefined;
  try {
    project = await context.project();
    findings.push({
      name: "project",
      state: "fine",
      message: `${project.name} in ${project.root}`,
    });
  } catch (error) {
    const { message, hint } = toFettleError(error);
    findings.push({ name: "project", state: "broken", message, hint });
  }
  if (project !== undefined) {
    findings.push(...ofStore(project), {
      name: "server",
      ...(await ofServer(project).catch(asFinding)),
    });
    for (const slice of slices)
      for (const check of (await slice.checks?.()) ?? []) {
        const name = `${slice.name} ${check.name}`;
        const finding = await check.run({ project, signal: context.signal }).catch(asFinding);
        findings.push({ name, ...finding });
      }
  }
  const broken = findings.some((finding) => finding.state === "broken");
  return {
    data: { findings },
    text: findings.map((finding) => line(finding, context)).join("\n"),
    exit: broken ? EXIT.no : EXIT.yes,
  };
}

function asFinding(error: unknown): Finding {
  const { message, hint } = toFettleError(error);
  return { state: "broken", message, hint };
}

function line(finding: Found, context: Context): string {
  const { style } = context.output;
  const mark = {
    fine: style("green", "ok     "),
    warning: style("yellow", "warning"),
    broken: style("red", "broken "),
  };
  const hint =
    finding.hint === undefined || finding.hint === "" ? "" : `\n         ${finding.hint}`;
  return `${mark[finding.state]}  ${finding.name}: ${finding.message}${hint}`;
}

function ofNode(): Found {
  return { name: "node", state: "fine", message: `${process.version} at ${process.execPath}` };
}

async function ofGit(context: Context): Promise<Found> {
  const version = await git(context.cwd, ["--version"]);
  if (!version.ok)
    return {
      name: "git",
      state: "warning",
      message: "git is not installed: runs will have no commit",
      hint: "install git",
    };
  if (!(await git(context.cwd, ["rev-parse", "--git-dir"])).ok) {
    const { why = "" } = await gitState(context.cwd);
    return {
      name: "git",
      state: "warning",
      message: why,
      hint: why.includes("--global") ? "" : "git init",
    };
  }
  return { name: "git", state: "fine", message: version.stdout.trim() };
}

function ofStore(project: Project): Found[] {
  const { root, store } = project;
  try {
    makeStore(store);
    accessSync(store, constants.W_OK);
  } catch (error) {
    const { message, hint } = toFettleError(error, "write", store);
    return [{ name: "store", state: "broken", message, hint }];
  }
  const system = statfsSync(store);
  const free = Number(system.bavail) * Number(system.bsize);
  const disk: Found =
    free < FREE_BYTES_MIN
      ? {
          name: "disk",
          state: "warning",
          message: `${bytes(free)} free at ${store}`,
          hint: "df -h",
        }
      : { name: "disk", state: "fine", message: `${bytes(free)} free at the store` };
  if (NETWORK.has(Number(system.type)))
    return [
      disk,
      {
        name: "store",
        state: "warning",
        message: `${store} lies on a network file system, whose locks the database can't trust`,
        hint: "put it on a local disk: store: /some/local/folder in fettle.local.yaml",
      },
    ];
  const { kind, danger, isAtRisk } = placeWords(root, store);
  const message = `${store}, ${kind}${danger === undefined ? "" : `: ${danger}`}`;
  const hint = "put it elsewhere: store: /some/folder in fettle.local.yaml, after moving it there";
  return [
    disk,
    { name: "store", message, ...(isAtRisk ? { state: "warning", hint } : { state: "fine" }) },
  ];
}

/**
 * What a program of this user is answered with that shows no token: so is whoever comes through a proxy or a tunnel of this user
 * that leaves no mark on what it passes on, which nothing in a request can tell.
 */
async function whoIsLetIn(url: string): Promise<{ message: string; hint?: string }> {
  const { get } = createClient({ url }).api<AppApi>();
  try {
    await get("/api/fettle/1/server");
  } catch (error) {
    if (toFettleError(error).status === FORBIDDEN)
      return { message: `answers at ${url}, and by its port lets in by the token alone` };
    return { message: `answers at ${url}` };
  }
  return {
    message: `answers at ${url}, and lets in whatever runs as this user without the token`,
    hint: "behind a proxy, or a tunnel for others: fettle server --token-only --allow-host NAME",
  };
}

async function ofServer(project: Project): Promise<Finding> {
  const { store, serverUrl } = project;
  if (serverUrl !== undefined) return { state: "fine", message: `configured: ${serverUrl}` };
  const running = await answeringServer(store);
  if (running !== undefined) return { state: "fine", ...(await whoIsLetIn(running.url)) };
  await lookAtStore(store);
  return { state: "fine", message: "none runs; commands start one" };
}

/** Throws what would keep a server from starting, as far as reading shows it. */
async function lookAtStore(store: string): Promise<void> {
  const { artifacts } = await storeSettings(store, {}, store);
  requireWhole(store, artifacts, false);
  if (hasDatabase(store)) lookAtSqlite(databaseFile(store));
}
