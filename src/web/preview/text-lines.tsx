import { Scroller } from "#web/page";

/** Text as it is, with the numbers of its lines. */
export function TextLines(props: { readonly label: string; readonly text: string }) {
  const lines = props.text.split("\n").length;
  const numbers = Array.from({ length: lines }, (_, i) => i + 1).join("\n");
  return (
    <Scroller label={props.label} className="max-h-[70vh] bg-sunken">
      <div className="flex min-w-fit py-2 font-mono text-xs leading-5">
        <pre
          aria-hidden
          className="sticky left-0 bg-sunken px-3 text-right text-ink-faint select-none"
        >
          {numbers}
        </pre>
        <pre className="pr-4">{props.text}</pre>
      </div>
    </Scroller>
  );
}
