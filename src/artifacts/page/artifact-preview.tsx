import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { type ReactNode, useState } from "react";
import { askBytes } from "#web/api";
import { formatBytes } from "#web/figures";
import { Button } from "#web/form";
import { ProblemNotice, Skeleton } from "#web/notice";
import {
  DelimitedTable,
  JsonTree,
  Markdown,
  Notebook,
  type PreviewKind,
  previewKind,
  readText,
  TextLines,
} from "#web/preview";
import type { ArtifactEntry } from "../model.ts";

/** Bytes that are read of a file at most; a notebook and JSON are of no use in parts. */
const READ_MAX = 256 * 1024;
const WHOLE_MAX = 8 * 1024 * 1024;
/** A bigger picture is fetched only when one asks for it. */
const PICTURE_MAX = 20 * 1024 * 1024;

/** A file, looked at: only its beginning is read where it is long, and nothing in it runs. */
export function ArtifactPreview(props: {
  /** Where the server answers with its bytes. */
  readonly address: string;
  readonly entry: ArtifactEntry;
}) {
  const { address, entry } = props;
  const name = entry.path.slice(entry.path.lastIndexOf("/") + 1);
  const kind = previewKind(name);
  return (
    <section
      aria-label={`Preview of ${entry.path}`}
      className="min-w-0 overflow-hidden rounded-lg border border-line bg-paper"
    >
      <div className="flex items-center gap-3 border-b border-line px-3 py-1.5">
        <h3 className="min-w-0 flex-1 truncate font-mono text-xs font-medium" title={entry.path}>
          {entry.path}
        </h3>
        {entry.size > 0 && (
          <span className="text-xs whitespace-nowrap text-ink-soft">{formatBytes(entry.size)}</span>
        )}
        <a
          href={address}
          download={name}
          className="inline-flex items-center gap-1 rounded text-sm text-ink-soft hover:text-ink hover:underline"
        >
          <Download size={14} aria-hidden /> Save
        </a>
      </div>
      {kind === "none" ? (
        <Nothing>This kind of file can be saved, and is not shown here.</Nothing>
      ) : kind === "image" ? (
        <Picture address={address} entry={entry} />
      ) : (
        <Read key={entry.path} entry={entry} address={address} kind={kind} />
      )}
    </section>
  );
}

function Nothing({ children }: { readonly children: ReactNode }) {
  return <p className="p-4 text-sm text-ink-soft">{children}</p>;
}

function Picture({ address, entry }: { readonly address: string; readonly entry: ArtifactEntry }) {
  const [asked, setAsked] = useState(entry.size <= PICTURE_MAX);
  const [broken, setBroken] = useState(false);
  if (!asked)
    return (
      <Nothing>
        A picture of {formatBytes(entry.size)}.{" "}
        <Button onClick={() => setAsked(true)}>Show it all the same</Button>
      </Nothing>
    );
  if (broken)
    return <Nothing>This picture could not be shown; its bytes may be no picture.</Nothing>;
  return (
    <div className="flex max-h-[70vh] justify-center overflow-auto bg-sunken p-3">
      <img
        src={address}
        alt={entry.path}
        className="max-h-[65vh] max-w-full object-contain"
        onError={() => setBroken(true)}
      />
    </div>
  );
}

/** What is shown of the bytes of a file. */
function Read(props: {
  readonly entry: ArtifactEntry;
  readonly address: string;
  readonly kind: PreviewKind;
}) {
  const { entry, address, kind } = props;
  const whole = kind === "notebook" || kind === "json" || kind === "svg" || kind === "markdown";
  const most = whole ? WHOLE_MAX : READ_MAX;
  const { data, error, refetch } = useQuery({
    queryKey: ["artifact", address, entry.size],
    queryFn: ({ signal }) => askBytes(address, most, signal),
  });
  if (data === undefined)
    return error === null ? (
      <Skeleton lines={6} label={`Reading ${entry.path}`} />
    ) : (
      <ProblemNotice problem={error} doing="read this file" onRetry={() => void refetch()} />
    );
  const text = readText(data.bytes, data.cut);
  if (text === undefined) return <Nothing>This is no text; it can be saved.</Nothing>;
  if (text === "") return <Nothing>This file is empty.</Nothing>;
  return (
    <>
      {data.cut && kind !== "table" && (
        <p className="border-b border-line px-3 py-1 text-xs text-ink-soft">
          Showing the first {formatBytes(data.bytes.length)}
          {entry.size > 0 && ` of ${formatBytes(entry.size)}`}.
        </p>
      )}
      <Shown
        kind={data.cut && kind !== "table" ? "text" : kind}
        text={text}
        cut={data.cut}
        path={entry.path}
      />
    </>
  );
}

function Shown(props: {
  readonly kind: PreviewKind;
  readonly text: string;
  readonly cut: boolean;
  readonly path: string;
}) {
  const { kind, text, path } = props;
  const label = `Content of ${path}`;
  if (kind === "table") return <DelimitedTable label={label} text={text} cut={props.cut} />;
  if (kind === "notebook") return <Notebook text={text} below={3} />;
  if (kind === "markdown")
    return (
      <div className="p-4">
        <Markdown text={text} below={3} />
      </div>
    );
  if (kind === "svg")
    return (
      <div className="flex justify-center bg-sunken p-3">
        {/* Within an <img> an SVG runs no script and fetches nothing. */}
        <img
          src={`data:image/svg+xml,${encodeURIComponent(text)}`}
          alt={path}
          className="max-h-[65vh] max-w-full"
        />
      </div>
    );
  if (kind === "json") {
    const value = parsed(text);
    if (value !== undefined) return <JsonTree label={label} value={value.value} />;
  }
  return <TextLines label={label} text={text} />;
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
