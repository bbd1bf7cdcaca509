import { useState } from "react";
import { formatTime } from "#web/figures";
import { Button } from "#web/form";
import { ThingLink } from "#web/link";
import type { ModelDetail, PastMove } from "../../model.ts";
import { AliasBadge } from "../alias-badge.tsx";

const SHOWN = 50;

/** All that happened to the aliases, stages and names, newest first: who, when, from where to where, and why. */
export function History({ model }: { readonly model: ModelDetail }) {
  const [shown, setShown] = useState(SHOWN);
  const { history } = model;
  return (
    <section aria-labelledby="history">
      <h2 id="history" className="mb-2 font-semibold">
        History
      </h2>
      {history.length === 0 ? (
        <p className="text-sm text-ink-soft">
          No alias has been moved yet. Who moves one, when and why, will stand here.
        </p>
      ) : (
        <ol className="rounded-lg border border-line bg-paper">
          {history.slice(0, shown).map((move, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two moves may be the same to the millisecond
            <li key={i} className="border-line px-3 py-2 text-sm not-first:border-t">
              <Line move={move} />
            </li>
          ))}
        </ol>
      )}
      {history.length > shown && (
        <Button className="mt-2" onClick={() => setShown(shown + 10 * SHOWN)}>
          {(history.length - shown).toLocaleString("en-US")} more
        </Button>
      )}
    </section>
  );
}

function Line({ move }: { readonly move: PastMove }) {
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-2">
        <What move={move} />
      </p>
      <p className="text-xs text-ink-soft">
        <time
          dateTime={new Date(move.at).toISOString()}
          title={new Date(move.at).toLocaleString("en-GB")}
        >
          {formatTime(move.at)}
        </time>{" "}
        by {move.user === "" ? "nobody known" : move.user}
        {move.decisionId !== null && move.decisionId !== undefined && (
          <>
            , decided by the gate (
            <ThingLink
              kind="decision"
              id={move.decisionId}
              className="font-mono"
              title={move.decisionId}
            >
              {move.decisionId.slice(0, 8)}
            </ThingLink>
            )
          </>
        )}
      </p>
      {move.reason !== "" && <p className="mt-0.5 whitespace-pre-wrap">{move.reason}</p>}
    </>
  );
}

function What({ move }: { readonly move: PastMove }) {
  const { from, to, detail } = move;
  const version = to ?? from;
  switch (move.kind ?? "alias") {
    case "alias":
      return (
        <>
          <AliasBadge alias={move.alias} />
          {to === null
            ? `removed from version ${from}`
            : from === null
              ? `set to version ${to}`
              : `version ${from} → ${to}`}
        </>
      );
    case "stage":
      return `Version ${version}: stage ${detail}`;
    case "renamed":
      return `Renamed from ${detail}`;
    default:
      return `${version === null ? "The model" : `Version ${version}`} ${move.kind}`;
  }
}
