import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight, Download, File, Folder, FolderDown } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { api, apiPath } from "#web/api";
import { formatBytes } from "#web/figures";
import { Button } from "#web/form";
import { useLive } from "#web/live";
import { Boundary, ProblemNotice, Skeleton } from "#web/notice";
import { type ShownThing, useAddress } from "#web/page";
import type { FilesApi } from "../api.ts";
import type { ArtifactEntry } from "../model.ts";

const ArtifactPreview = lazy(async () => ({
  default: (await import("./artifact-preview.tsx")).ArtifactPreview,
}));

const PAGE = 1000;

type OfThing = { readonly thing: ShownThing };

/** The files a thing left, folder by folder as they are opened, and the one looked at beside them. */
export function ArtifactsPanel({ thing }: OfThing) {
  const [search, setSearch] = useAddress();
  const [sizes, setSizes] = useState<ReadonlyMap<string, ArtifactEntry>>(new Map());
  const path = search["file"];
  const entry =
    path === undefined ? undefined : (sizes.get(path) ?? { path, folder: false, size: 0 });
  const choose = (file: ArtifactEntry): void => {
    setSizes(new Map([[file.path, file]]));
    setSearch({ file: file.path === path ? "" : file.path });
  };
  return (
    <div
      className={
        entry === undefined ? "" : "grid items-start gap-3 lg:grid-cols-[20rem_minmax(0,1fr)]"
      }
    >
      <Listing thing={thing} path="" chosen={path} onChoose={choose} />
      {entry !== undefined && (
        <Boundary key={entry.path} doing={`show ${entry.path}`}>
          <Suspense fallback={<Skeleton lines={6} label={`Reading ${entry.path}`} />}>
            <ArtifactPreview address={fileOf(thing, entry.path)} entry={entry} />
          </Suspense>
        </Boundary>
      )}
    </div>
  );
}

/** Beside the title: all of them at once. */
export function SaveAll({ thing }: OfThing) {
  return (
    <a
      href={apiPath([...(thing.files ?? []), "archive"])}
      download={`${thing.name}.zip`}
      className="rounded text-sm text-ink-soft hover:text-ink hover:underline"
    >
      Save all as zip
    </a>
  );
}

/** Its address: by its path, or beside it where that holds a sign that no address may. */
function fileOf({ files = [] }: ShownThing, path: string): string {
  return path.includes("\\")
    ? apiPath([...files, "artifact", "file"], { path })
    : apiPath([...files, "artifact", ...path.split("/")]);
}

type Chooses = {
  readonly thing: ShownThing;
  readonly chosen: string | undefined;
  readonly onChoose: (entry: ArtifactEntry) => void;
};

function Listing({ path, ...rest }: Chooses & { readonly path: string }) {
  const { files: base = [], topic } = rest.thing;
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    {
      queryKey: ["artifacts", base, path],
      queryFn: ({ signal, pageParam }) =>
        api<FilesApi>(signal).get("/api/fettle/1/*", {
          params: { "*": [...base, "artifacts"].join("/") },
          query: { path, limit: PAGE, after: pageParam },
        }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next,
    },
  );
  useLive(topic, () => void refetch());
  if (data === undefined)
    return error === null ? null : (
      <ProblemNotice problem={error} doing="list the artifacts" onRetry={() => void refetch()} />
    );
  const files = data.pages.flatMap((page) => page.files);
  const isTop = path === "";
  if (files.length === 0)
    return <p className="text-sm text-ink-soft">{isTop ? "No artifacts" : "Empty folder"}</p>;
  return (
    <ul
      className={
        isTop
          ? "max-h-[80vh] overflow-y-auto rounded-lg border border-line bg-paper py-1 text-sm"
          : "ml-3.5 border-l border-line pl-1.5"
      }
    >
      {files.map((entry) =>
        entry.folder ? (
          <FolderEntry key={entry.path} entry={entry} {...rest} />
        ) : (
          <FileEntry key={entry.path} entry={entry} {...rest} />
        ),
      )}
      {hasNextPage && (
        <li className="px-2 py-1">
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Showing {files.length.toLocaleString("en-US")}; show more
          </Button>
        </li>
      )}
    </ul>
  );
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function FolderEntry({ entry, ...rest }: Chooses & { readonly entry: ArtifactEntry }) {
  const [open, setOpen] = useState(rest.chosen?.startsWith(`${entry.path}/`) === true);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <li>
      <div className="flex items-center rounded hover:bg-hover">
        <button
          type="button"
          aria-expanded={open}
          className="flex min-w-0 flex-1 items-center gap-1.5 rounded px-2 py-1 text-left"
          onClick={() => setOpen(!open)}
        >
          <Chevron size={14} aria-hidden className="text-ink-faint" />
          <Folder size={14} aria-hidden className="text-ink-soft" />
          {nameOf(entry.path)}
        </button>
        <a
          href={apiPath([...(rest.thing.files ?? []), "archive"], { path: entry.path })}
          download={`${nameOf(entry.path)}.zip`}
          aria-label={`Save ${nameOf(entry.path)} as zip`}
          title="Save as zip"
          className="rounded p-1.5 text-ink-soft hover:text-ink"
        >
          <FolderDown size={14} aria-hidden />
        </a>
      </div>
      {open && <Listing path={entry.path} {...rest} />}
    </li>
  );
}

function FileEntry(props: Chooses & { readonly entry: ArtifactEntry }) {
  const { entry } = props;
  const name = nameOf(entry.path);
  return (
    <li className="flex items-center rounded hover:bg-hover">
      <button
        type="button"
        aria-pressed={props.chosen === entry.path}
        className="flex min-w-0 flex-1 items-center gap-1.5 rounded px-2 py-1 text-left aria-pressed:bg-accent-soft"
        onClick={() => props.onChoose(entry)}
      >
        <span className="w-3.5" />
        <File size={14} aria-hidden className="shrink-0 text-ink-soft" />
        <span className="min-w-0 flex-1 break-all">{name}</span>
        <span className="text-xs whitespace-nowrap text-ink-soft">{formatBytes(entry.size)}</span>
      </button>
      <a
        href={fileOf(props.thing, entry.path)}
        download={name}
        aria-label={`Save ${name}`}
        className="rounded p-1.5 text-ink-soft hover:text-ink"
      >
        <Download size={14} aria-hidden />
      </a>
    </li>
  );
}
