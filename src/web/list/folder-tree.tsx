import { ChevronDown, ChevronRight, Folder, type LucideIcon } from "lucide-react";
import { useState } from "react";
import type { TreeNode } from "./name-tree.ts";

type Chooses = {
  /** Of what is no folder. */
  readonly icon: LucideIcon;
  readonly chosen: string | undefined;
  readonly onChoose: (path: string) => void;
  /** All folders stand open: one looks for something. */
  readonly opened: boolean;
};

/** Things in folders, which open and close; a folder is chosen as a thing is. */
export function FolderTree(props: Chooses & { readonly nodes: readonly TreeNode[] }) {
  if (props.nodes.length === 0) return null;
  return (
    <ul className="text-sm">
      {props.nodes.map((node) => (
        <Node key={node.path} {...props} node={node} />
      ))}
    </ul>
  );
}

function Node({ node, ...rest }: Chooses & { readonly node: TreeNode }) {
  const isFolder = node.children.length > 0;
  const [own, setOpen] = useState(rest.chosen?.startsWith(node.path) === true);
  const open = own || rest.opened;
  const Chevron = open ? ChevronDown : ChevronRight;
  const Icon = isFolder ? Folder : rest.icon;
  return (
    <li>
      <div className="flex items-center">
        {isFolder ? (
          <button
            type="button"
            aria-expanded={open}
            aria-label={`Folder ${node.path}`}
            className="rounded p-1 text-ink-faint hover:bg-hover"
            onClick={() => setOpen(!open)}
          >
            <Chevron size={14} aria-hidden />
          </button>
        ) : (
          <span className="w-5.5" />
        )}
        <button
          type="button"
          aria-current={rest.chosen === node.path}
          className="flex min-w-0 flex-1 items-center gap-2 rounded px-1.5 py-1 text-left hover:bg-hover aria-[current=true]:bg-accent-soft"
          onClick={() => rest.onChoose(node.path)}
        >
          <Icon size={14} aria-hidden className="shrink-0 text-ink-soft" />
          <span className="min-w-0 flex-1 truncate">
            {node.label}
            {isFolder && "/"}
          </span>
          <span className="text-xs text-ink-faint">{node.count.toLocaleString("en-US")}</span>
        </button>
      </div>
      {isFolder && open && (
        <div className="ml-3 border-l border-line pl-1">
          <FolderTree {...rest} nodes={node.children} />
        </div>
      )}
    </li>
  );
}
