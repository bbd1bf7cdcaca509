import { Tag } from "lucide-react";

/** An alias of a version. */
export function AliasBadge({ alias }: { readonly alias: string }) {
  return (
    <span className="mr-1 inline-flex items-center gap-1 rounded-full bg-accent-soft px-2 text-xs leading-5 text-ink">
      <Tag size={11} aria-hidden className="text-accent" />
      {alias}
    </span>
  );
}
