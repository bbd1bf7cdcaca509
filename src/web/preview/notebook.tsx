import { useMemo } from "react";
import { count } from "#web/figures";
import { Markdown } from "./markdown.tsx";
import { type Cell, type Output, readNotebook } from "./read-notebook.ts";

/**
 * A Jupyter notebook with what its cells printed. Nothing in it runs: HTML and scripts are left out, with a word where
 * they were, and an SVG is shown as a picture.
 */
export function Notebook(props: { readonly text: string; readonly below: number }) {
  const cells = useMemo(() => readNotebook(props.text), [props.text]);
  if (cells === undefined)
    return (
      <p className="p-3 text-sm text-ink-soft">This file is no notebook that could be read.</p>
    );
  return (
    <div className="flex flex-col gap-4 p-3">
      <p className="text-xs text-ink-soft">{count(cells.length, "cell")}</p>
      {cells.map((cell, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells have no identity in older notebooks
        <CellOf key={i} cell={cell} below={props.below} />
      ))}
    </div>
  );
}

function CellOf({ cell, below }: { readonly cell: Cell; readonly below: number }) {
  if (cell.kind === "markdown") return <Markdown text={cell.source} below={below} />;
  return (
    <div className="grid grid-cols-[3rem_minmax(0,1fr)] gap-x-2">
      <span className="pt-2 text-right font-mono text-xs text-ink-faint">
        {cell.kind === "code" ? `[${cell.count ?? " "}]` : ""}
      </span>
      <div className="flex min-w-0 flex-col gap-2">
        <Pre text={cell.source} className="bg-sunken" />
        {cell.outputs.map((output, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: outputs have no identity besides their place
          <OutputOf key={i} output={output} />
        ))}
      </div>
    </div>
  );
}

function OutputOf({ output }: { readonly output: Output }) {
  return (
    <>
      {output.image !== undefined && (
        <img
          src={output.image}
          alt={output.text ?? "Picture made by the cell"}
          className="max-w-full self-start"
        />
      )}
      {output.text !== undefined && output.image === undefined && (
        <Pre text={output.text} className={output.bad ? "bg-bad-soft text-bad" : ""} />
      )}
      {output.left !== undefined && (
        <p className="text-xs text-ink-faint">{output.left} of this output is not shown.</p>
      )}
    </>
  );
}

const TEXT_MAX = 20_000;

function Pre({ text, className }: { readonly text: string; readonly className: string }) {
  if (text === "") return null;
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={`max-h-96 overflow-auto rounded-md px-3 py-2 font-mono text-xs ${className}`}
    >
      {text.length > TEXT_MAX
        ? `${text.slice(0, TEXT_MAX)}\n… ${text.length - TEXT_MAX} more signs`
        : text}
    </pre>
  );
}
