import type { ReactNode } from "react";
import { Elapsed, formatBytes } from "#web/figures";
import { Copyable } from "#web/form";
import { ThingLink } from "#web/link";
import { PageLink } from "#web/page";
import type { RunDetail } from "../../model.ts";

/** What exactly a run was: enough to do it again. */
export function RunFacts({ run }: { readonly run: RunDetail }) {
  return (
    <section aria-label="Overview" className="flex flex-col gap-4">
      {run.command !== null && (
        <Copyable text={run.command.map(quote).join(" ")} label="the command" />
      )}
      <dl className="grid grid-cols-1 gap-x-6 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
        <Fact name="Started">{new Date(run.startedAt).toLocaleString("en-GB")}</Fact>
        <Fact name="Duration">
          <Elapsed {...run} ticks={run.status === "RUNNING"} />
        </Fact>
        <Fact name="By">{run.user === "" ? "unknown" : run.user}</Fact>
        <Fact name="Commit">
          {run.commit === null ? (
            "none: not in a git repository"
          ) : (
            <span className="font-mono text-xs" title={run.commit}>
              {run.commit.slice(0, 12)}
              {run.branch !== null && ` on ${run.branch}`}
            </span>
          )}
          {run.dirty && <span className="block text-sm text-warn">with edits that it lacks</span>}
        </Fact>
        <Fact name="Project">
          <PageLink
            to="/runs"
            search={{ project: run.project }}
            className="underline decoration-line-strong underline-offset-2 hover:text-accent"
          >
            {run.project}
          </PageLink>
        </Fact>
        <Fact name="Experiment">
          <PageLink
            to="/runs"
            search={{ exp: run.experiment }}
            className="underline decoration-line-strong underline-offset-2 hover:text-accent"
          >
            {run.experiment}
          </PageLink>
        </Fact>
        {run.exitCode !== null && <Fact name="Exit code">{run.exitCode}</Fact>}
        {run.folder !== null && run.folder !== "" && run.folder !== "." && (
          <Fact name="Folder">{run.folder}</Fact>
        )}
        {run.notebook !== null && <Fact name="Notebook">{run.notebook}</Fact>}
        <Fact name="Run">
          <span className="font-mono text-xs break-all">{run.id}</span>
        </Fact>
      </dl>
      {run.data.length > 0 && <UsedData run={run} />}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-ink-faint">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

function UsedData({ run }: { readonly run: RunDetail }) {
  return (
    <div>
      <h2 className="text-xs text-ink-faint">Data versions</h2>
      <ul className="mt-1 flex flex-col gap-1">
        {run.data.map(({ path, md5, size, files, tracked }) => (
          <li key={path} className="flex flex-wrap items-baseline gap-x-3">
            <ThingLink kind="data" id={`${path}@${md5}`} className="break-all">
              {path}
            </ThingLink>
            <span className="font-mono text-xs break-all text-ink-soft">{md5}</span>
            <span className="text-sm text-ink-soft">
              {formatBytes(size)}
              {files !== undefined && `, ${files.toLocaleString("en-US")} files`}
            </span>
            {!tracked && <span className="text-sm text-warn">not tracked as this version</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** An argument as a shell takes it back. */
function quote(argument: string): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", "'\\''")}'`;
}
