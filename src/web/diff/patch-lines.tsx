import { Scroller } from "#web/page";

const LINES_MAX = 2000;

/** A unified diff with its lines marked; signs at their beginning carry what the colour says too. */
export function PatchLines({ label, text }: { readonly label: string; readonly text: string }) {
  const lines = text.split("\n");
  return (
    <Scroller label={label} className="max-h-[60vh] border-t border-line">
      <pre className="min-w-fit py-1 font-mono text-xs leading-5">
        {lines.slice(0, LINES_MAX).map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity besides their place
          <div key={i} className={`px-3 ${lookOf(line)}`}>
            {line === "" ? " " : line}
          </div>
        ))}
      </pre>
      {lines.length > LINES_MAX && (
        <p className="px-3 py-1 text-xs text-ink-soft">
          Showing {LINES_MAX.toLocaleString("en-US")} of {lines.length.toLocaleString("en-US")}{" "}
          lines.
        </p>
      )}
    </Scroller>
  );
}

function lookOf(line: string): string {
  if (/^(diff |index |--- |\+\+\+ )/.test(line)) return "font-semibold text-ink-soft";
  if (line.startsWith("@@")) return "text-ink-faint";
  if (line.startsWith("+")) return "bg-good-soft text-good";
  if (line.startsWith("-")) return "bg-bad-soft text-bad";
  return "";
}
