import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { Button } from "#web/form";
import { Scroller } from "#web/page";

const ENTRIES_SHOWN = 100;
const TEXT_MAX = 400;
const OPEN_DEPTH = 2;

/** JSON as a tree that one opens; long lists and texts show their beginning. */
export function JsonTree(props: { readonly label: string; readonly value: unknown }) {
  return (
    <Scroller label={props.label} className="max-h-[70vh] bg-sunken p-3 font-mono text-xs">
      <Node name={undefined} value={props.value} depth={0} />
    </Scroller>
  );
}

function Node(props: {
  readonly name: string | undefined;
  readonly value: unknown;
  readonly depth: number;
}) {
  const { name, value, depth } = props;
  const [open, setOpen] = useState(depth < OPEN_DEPTH);
  const [shown, setShown] = useState(ENTRIES_SHOWN);
  if (typeof value !== "object" || value === null)
    return (
      <div className="pl-4.5 break-words">
        <Name name={name} />
        <Leaf value={value} />
      </div>
    );
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        className="flex items-center rounded text-left hover:bg-hover"
        onClick={() => setOpen(!open)}
      >
        <Chevron size={14} aria-hidden className="mr-1 text-ink-faint" />
        <Name name={name} />
        <span className="text-ink-soft">
          {isList ? "[" : "{"}
          {entries.length.toLocaleString("en-US")}
          {isList ? "]" : "}"}
        </span>
      </button>
      {open && (
        <div className="ml-1.5 border-l border-line pl-3">
          {entries.slice(0, shown).map(([key, each]) => (
            <Node key={key} name={key} value={each} depth={depth + 1} />
          ))}
          {entries.length > shown && (
            <Button className="mt-1" onClick={() => setShown(shown + 10 * ENTRIES_SHOWN)}>
              {(entries.length - shown).toLocaleString("en-US")} more
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function Name({ name }: { readonly name: string | undefined }) {
  return name === undefined ? null : <span className="mr-2 text-ink-soft">{name}:</span>;
}

function Leaf({ value }: { readonly value: unknown }) {
  const [whole, setWhole] = useState(false);
  const text = JSON.stringify(value) ?? "undefined";
  const colour =
    typeof value === "string"
      ? "text-good"
      : typeof value === "number"
        ? "text-accent"
        : "text-bad";
  if (text.length <= TEXT_MAX || whole) return <span className={colour}>{text}</span>;
  return (
    <>
      <span className={colour}>{text.slice(0, TEXT_MAX)}…</span>{" "}
      <Button onClick={() => setWhole(true)}>{text.length.toLocaleString("en-US")} signs</Button>
    </>
  );
}
