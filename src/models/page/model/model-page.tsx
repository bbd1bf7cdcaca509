import { useQuery } from "@tanstack/react-query";
import { api } from "#web/api";
import { ThingLink } from "#web/link";
import { useLive } from "#web/live";
import { ProblemNotice, Skeleton } from "#web/notice";
import { PageHeader, Panels, type ShownThing, useAddress, usePathParameter } from "#web/page";
import type { ModelsApi } from "../../api.ts";
import type { ModelDetail, ModelVersion } from "../../model.ts";
import { AliasBadge } from "../alias-badge.tsx";
import { isPrompt, ownTags } from "../prompt.ts";
import { History } from "./history.tsx";
import { VersionPanel } from "./version-panel.tsx";
import { Versions } from "./versions.tsx";

const PARENT = { to: "/models", label: "Models" };

/** One model: where its aliases point, its versions, and who changed what, when and why. */
export function ModelPage() {
  const name = usePathParameter("id");
  const [search, setSearch] = useAddress();
  const { data, error, refetch } = useQuery({
    queryKey: ["model", name],
    queryFn: ({ signal }) =>
      api<ModelsApi>(signal).get("/api/fettle/1/models/:name", { params: { name } }),
  });
  useLive("models", () => void refetch());
  if (data === undefined)
    return (
      <>
        <PageHeader title={name} parent={PARENT} />
        {error === null ? (
          <Skeleton lines={8} label="Loading the model" />
        ) : (
          <ProblemNotice problem={error} doing="read this model" onRetry={() => void refetch()} />
        )}
      </>
    );
  const chosen = data.versions.find(({ version }) => String(version) === search["v"]);
  return (
    <>
      <PageHeader
        title={data.name}
        parent={PARENT}
        aside={
          <span className="text-sm text-ink-soft">{isPrompt(data) ? "prompt" : data.project}</span>
        }
      />
      <div className="relative min-h-0 flex-1 overflow-auto">
        <div className="grid gap-6 p-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
          <div className="flex min-w-0 flex-col gap-6">
            <Facts model={data} />
            <Versions
              model={data}
              chosen={chosen?.version}
              onChoose={(version) =>
                setSearch({ v: version === chosen?.version ? "" : String(version), file: "" })
              }
            />
            {chosen !== undefined && <VersionPanel key={chosen.version} version={chosen} />}
            {chosen !== undefined && (
              <Panels key={chosen.version} on="model" thing={shownVersion(data, chosen)} />
            )}
          </div>
          <History model={data} />
        </div>
      </div>
    </>
  );
}

/** A version, as the panels of other slices are told of it. */
function shownVersion({ name, project }: ModelDetail, version: ModelVersion): ShownThing {
  const id = `${name}@${version.version}`;
  const shown = { id, name: id, project, topic: `models/${name}` };
  if (version.location === "") return shown;
  return { ...shown, files: ["models", name, "versions", String(version.version)] };
}

function Facts({ model }: { readonly model: ModelDetail }) {
  const aliases = Object.entries(model.aliases);
  const tags = ownTags(model.tags);
  if (aliases.length === 0 && tags.length === 0 && !model.description) return null;
  return (
    <section aria-label="Overview" className="flex flex-col gap-2">
      {model.description && <p className="whitespace-pre-wrap">{model.description}</p>}
      {aliases.length > 0 && (
        <ul aria-label="Aliases" className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {aliases.map(([alias, version]) => (
            <li key={alias}>
              <AliasBadge alias={alias} />{" "}
              <ThingLink kind="model" id={`${model.name}@${version}`} look="plain">
                version {version}
              </ThingLink>
            </li>
          ))}
        </ul>
      )}
      {tags.length > 0 && (
        <p className="font-mono text-xs text-ink-soft">
          {tags.map(([key, value]) => `${key}: ${value}`).join("   ")}
        </p>
      )}
    </section>
  );
}
