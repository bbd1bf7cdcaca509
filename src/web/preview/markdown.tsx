import { lexer, type MarkedToken, type Token } from "marked";
import { Fragment, type ReactNode, useMemo } from "react";

/**
 * Markdown of anybody's, made into elements token by token: HTML within it stands there as text, links go only to web
 * and mail addresses, and pictures of elsewhere are named and not fetched.
 */
export function Markdown(props: {
  readonly text: string;
  /** Level of the heading above it; its own go on from there without a gap. */
  readonly below: number;
}) {
  const { text, below } = props;
  const tokens = useMemo(() => lexer(text) as MarkedToken[], [text]);
  const levels = useMemo(() => headingLevels(tokens, below), [tokens, below]);
  return (
    <div className="flex min-w-0 flex-col gap-3 text-sm break-words">
      {tokens.map((token, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no identity besides their place
        <Block key={i} token={token} level={levels.get(i)} />
      ))}
    </div>
  );
}

function headingLevels(tokens: readonly MarkedToken[], below: number): ReadonlyMap<number, number> {
  const levels = new Map<number, number>();
  let before = below;
  for (const [i, token] of tokens.entries())
    if (token.type === "heading") {
      before = Math.min(below + token.depth, before + 1, 6);
      levels.set(i, before);
    }
  return levels;
}

function Block({
  token,
  level = 6,
}: {
  readonly token: MarkedToken;
  readonly level?: number | undefined;
}) {
  switch (token.type) {
    case "heading": {
      const Heading = `h${level}` as "h2";
      return (
        <Heading className={token.depth <= 2 ? "text-lg font-semibold" : "font-semibold"}>
          {inline(token.tokens)}
        </Heading>
      );
    }
    case "paragraph":
      return <p>{inline(token.tokens)}</p>;
    case "code":
      return <Code text={token.text} />;
    case "blockquote":
      return (
        <blockquote className="border-l-2 border-line-strong pl-3 text-ink-soft">
          {blocks(token.tokens)}
        </blockquote>
      );
    case "list": {
      const items = token.items.map((item, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <li key={i}>
          {item.task && <span aria-hidden>{item.checked ? "☑ " : "☐ "}</span>}
          {blocks(item.tokens)}
        </li>
      ));
      return token.ordered ? (
        <ol className="list-decimal pl-6" start={Number(token.start) || 1}>
          {items}
        </ol>
      ) : (
        <ul className="list-disc pl-6">{items}</ul>
      );
    }
    case "table":
      return <Table token={token} />;
    case "hr":
      return <hr className="border-line" />;
    case "html":
      return <Code text={token.text.trimEnd()} />;
    case "text":
      return token.tokens === undefined ? plain(token.text) : inline(token.tokens);
    case "space":
    case "def":
    case "checkbox":
      return null;
    default:
      return inline([token]);
  }
}

function blocks(tokens: readonly Token[]): ReactNode {
  return tokens.map((token, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    <Block key={i} token={token as MarkedToken} />
  ));
}

function Code({ text }: { readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre tabIndex={0} className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-xs">
      {text}
    </pre>
  );
}

function Table({ token }: { readonly token: Extract<MarkedToken, { type: "table" }> }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
    <div tabIndex={0} className="overflow-x-auto">
      <table>
        <thead>
          <tr>
            {token.header.map((cell, i) => (
              <th
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                key={i}
                scope="col"
                className="border-b border-line px-2 py-1 text-left font-semibold"
              >
                {inline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <tr key={i} className="border-b border-line">
              {row.map((cell, j) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <td key={j} className="px-2 py-1">
                  {inline(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inline(tokens: readonly Token[] | undefined): ReactNode {
  return tokens?.map((token, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    <Fragment key={i}>{piece(token as MarkedToken)}</Fragment>
  ));
}

function piece(token: MarkedToken): ReactNode {
  switch (token.type) {
    case "strong":
      return <strong>{inline(token.tokens)}</strong>;
    case "em":
      return <em>{inline(token.tokens)}</em>;
    case "del":
      return <del>{inline(token.tokens)}</del>;
    case "codespan":
      return <code className="rounded bg-sunken px-1 font-mono text-xs">{token.text}</code>;
    case "br":
      return <br />;
    case "link":
      return isSafe(token.href) ? (
        <a
          href={token.href}
          target="_blank"
          rel="noreferrer noopener"
          className="text-accent underline"
        >
          {inline(token.tokens)}
        </a>
      ) : (
        <span title={token.href}>{inline(token.tokens)}</span>
      );
    case "image":
      return <span className="text-ink-soft">[picture: {token.text || token.href}]</span>;
    case "text":
      return token.tokens === undefined ? plain(token.text) : inline(token.tokens);
    case "escape":
      return token.text;
    default:
      return "raw" in token ? token.raw : "";
  }
}

function isSafe(href: string): boolean {
  return /^(https?:\/\/|mailto:)/i.test(href);
}

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

/** Text with the few entities that people write; all others stay as they are typed. */
function plain(text: string): string {
  return text.replace(/&(?:#(\d{1,6})|(\w{2,6}));/g, (all, digits?: string, name?: string) => {
    if (digits !== undefined) return String.fromCodePoint(Math.min(Number(digits), 0x10_ffff));
    return NAMED[name ?? ""] ?? all;
  });
}
