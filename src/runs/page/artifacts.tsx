import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight, Download, File, Folder } from "lucide-react";
import { useState } from "react";
import { apiPath, ask } from "#web/api";
import { formatBytes } from "#web/figures";
import { useLive } from "#web/live";
import { ProblemNotice } from "#web/notice";
import type { ArtifactEntry, ArtifactList, RunDetail } from "../model.ts";

/** The files a run left, folder by folder as they are opened. */
export function Artifacts({ run }: { readonly run: RunDetail }) {
  return (
    <section aria-labelledby="artifacts">
      <h2 id="artifacts" className="mb-2 font-semibold">
        Artifacts
      </h2>
      <Listing run={run} path="" />
    </section>
  );
}

function Listing({ run, path }: { readonly run: RunDetail; readonly path: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["artifacts", run.id, path],
    queryFn: ({ signal }) =>
      ask<ArtifactList>(apiPath(["runs", run.id, "artifacts"], { path }), signal),
  });
  useLive(`runs/${run.id}`, () => void refetch());
  if (data === undefined)
    return error === null ? null : (
      <ProblemNotice problem={error} doing="list the artifacts" onRetry={() => void refetch()} />
    );
  if (data.files.length === 0)
    return <p className="text-sm text-ink-soft">{path === "" ? "No artifacts" : "Empty folder"}</p>;
  return (
    <ul
      className={
        path === ""
          ? "rounded-lg border border-line bg-paper py-1 text-sm"
          : "ml-3.5 border-l border-line pl-1.5"
      }
    >
      {data.files.map((entry) =>
        entry.folder ? (
          <FolderEntry key={entry.path} run={run} entry={entry} />
        ) : (
          <FileEntry key={entry.path} run={run} entry={entry} />
        ),
      )}
    </ul>
  );
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function FolderEntry({ run, entry }: { readonly run: RunDetail; readonly entry: ArtifactEntry }) {
  const [open, setOpen] = useState(false);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        className="flex w-full items-center gap-1.5 rounded px-2 py-1 text-left hover:bg-hover"
        onClick={() => setOpen(!open)}
      >
        <Chevron size={14} aria-hidden className="text-ink-faint" />
        <Folder size={14} aria-hidden className="text-ink-soft" />
        {nameOf(entry.path)}
      </button>
      {open && <Listing run={run} path={entry.path} />}
    </li>
  );
}

function FileEntry({ run, entry }: { readonly run: RunDetail; readonly entry: ArtifactEntry }) {
  const name = nameOf(entry.path);
  return (
    <li>
      <a
        href={apiPath(["runs", run.id, "artifact", ...entry.path.split("/")])}
        download={name}
        className="group flex items-center gap-1.5 rounded px-2 py-1 hover:bg-hover"
      >
        <span className="w-3.5" />
        <File size={14} aria-hidden className="shrink-0 text-ink-soft" />
        <span className="min-w-0 flex-1 break-all group-hover:underline">{name}</span>
        <span className="whitespace-nowrap text-ink-soft">{formatBytes(entry.size)}</span>
        <Download size={14} aria-hidden className="shrink-0 text-ink-faint" />
      </a>
    </li>
  );
}
