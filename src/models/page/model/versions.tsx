import { formatFigure, formatTime } from "#web/figures";
import { ThingLink } from "#web/link";
import { Scroller } from "#web/page";
import type { ModelDetail, ModelVersion } from "../../model.ts";
import { AliasBadge } from "../alias-badge.tsx";

const METRICS_SHOWN = 4;
const SHOWN = 200;

/** The versions, newest first; stages stand there only where somebody uses them. */
export function Versions(props: {
  readonly model: ModelDetail;
  readonly chosen: number | undefined;
  readonly onChoose: (version: number) => void;
}) {
  const { versions } = props.model;
  const staged = versions.some(({ stage }) => stage !== undefined && stage !== "None");
  const metrics = [...new Set(versions.flatMap((each) => Object.keys(each.metrics)))].slice(
    0,
    METRICS_SHOWN,
  );
  const titles = [
    "Version",
    "Aliases",
    ...(staged ? ["Stage"] : []),
    "Run",
    ...metrics,
    "Registered",
  ];
  return (
    <section aria-labelledby="versions" className="min-w-0">
      <h2 id="versions" className="mb-2 font-semibold">
        Versions
      </h2>
      {versions.length === 0 ? (
        <p className="text-sm text-ink-soft">No versions yet.</p>
      ) : (
        <Scroller label="Versions, newest first" className="rounded-lg border border-line bg-paper">
          <table className="w-full text-sm">
            <thead className="text-xs text-ink-soft">
              <tr>
                {titles.map((title) => (
                  <th
                    key={title}
                    scope="col"
                    className={`px-3 py-1.5 font-normal whitespace-nowrap ${metrics.includes(title) ? "text-right font-mono" : "text-left"}`}
                  >
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {versions.slice(0, SHOWN).map((version) => (
                <Line
                  key={version.version}
                  version={version}
                  metrics={metrics}
                  staged={staged}
                  {...props}
                />
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
      {versions.length > SHOWN && (
        <p className="mt-1 text-sm text-ink-soft">
          Showing the newest {SHOWN} of {versions.length.toLocaleString("en-US")}.
        </p>
      )}
    </section>
  );
}

function Line(props: {
  readonly version: ModelVersion;
  readonly metrics: readonly string[];
  readonly staged: boolean;
  readonly chosen: number | undefined;
  readonly onChoose: (version: number) => void;
}) {
  const { version, metrics } = props;
  const isChosen = props.chosen === version.version;
  return (
    <tr className={`border-t border-line ${isChosen ? "bg-accent-soft" : ""}`}>
      <th scope="row" className="px-3 py-1.5 text-left font-semibold">
        <button
          type="button"
          aria-expanded={isChosen}
          aria-label={`Version ${version.version}`}
          className="rounded px-1 hover:underline"
          onClick={() => props.onChoose(version.version)}
        >
          {version.version}
        </button>
      </th>
      <td className="px-3">
        {version.aliases.map((alias) => (
          <AliasBadge key={alias} alias={alias} />
        ))}
      </td>
      {props.staged && <td className="px-3">{version.stage === "None" ? "–" : version.stage}</td>}
      <td className="px-3">
        {version.runId === null ? (
          <span className="text-ink-faint">none</span>
        ) : (
          <ThingLink kind="run" id={version.runId} className="font-mono text-xs">
            {version.runId.slice(0, 8)}
          </ThingLink>
        )}
      </td>
      {metrics.map((key) => (
        <td key={key} className="px-3 text-right" title={String(version.metrics[key] ?? "")}>
          {formatFigure(version.metrics[key])}
        </td>
      ))}
      <td className="px-3 whitespace-nowrap">{formatTime(version.createdAt)}</td>
    </tr>
  );
}
