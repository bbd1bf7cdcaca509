import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

/** A command to type, with a button that copies it. */
export function Copyable({ text, label }: { readonly text: string; readonly label?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <span className="flex max-w-full min-w-0 items-start rounded-md border border-line bg-sunken">
      <code className="min-w-0 flex-1 px-2.5 py-1.5 font-mono text-xs break-words whitespace-pre-wrap">
        {text}
      </code>
      <button
        type="button"
        aria-label={`Copy ${label ?? text}`}
        className="m-0.5 rounded p-1.5 text-ink-soft hover:bg-hover hover:text-ink"
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setCopied(true),
            () => setCopied(false),
          );
        }}
      >
        {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      </button>
      <span role="status" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </span>
  );
}
