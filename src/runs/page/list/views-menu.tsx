import { useQuery } from "@tanstack/react-query";
import { Bookmark } from "lucide-react";
import { useState } from "react";
import { apiPath, ask, remove, tell } from "#web/api";
import { Dialog } from "#web/dialog";
import { Button, Menu, MenuAction, MenuTitle } from "#web/form";
import type { Search, useAddress } from "#web/page";
import { showToast } from "#web/toast";
import type { View } from "../../api.ts";

/** The parts of the address that a view keeps; the project is where it is kept. */
const KEPT = ["q", "status", "exp", "sort", "cols", "group", "diff"] as const;

/** Named views of the runs: what the address says beside the project, kept on the server. */
export function ViewsMenu(props: {
  readonly search: Search;
  readonly onChange: ReturnType<typeof useAddress>[1];
}) {
  const { search, onChange } = props;
  const { project } = search;
  const [naming, setNaming] = useState(false);
  const { data, refetch } = useQuery({
    queryKey: ["runs-views", project],
    queryFn: ({ signal }) =>
      ask<{ views: readonly View[] }>(apiPath(["runs", "views"], { project }), signal),
    retry: false,
  });
  const views = data?.views ?? [];
  const now = queryOf(search);
  const current = views.find(({ query }) => isSame(query, now));
  const save = async (name: string, query: View["query"], said: string): Promise<void> => {
    const before = views.find((view) => view.name === name);
    try {
      await tell(apiPath(["runs", "views", name], { project }), { query }, "PUT");
      await refetch();
      const undo =
        before === undefined ? undefined : () => void save(name, before.query, "is as it was");
      showToast(`The view ${name} ${said}.`, undo === undefined ? {} : { undo });
    } catch (error) {
      showToast(`The view was not saved: ${wordsOf(error)}`, { bad: true });
    }
  };
  const drop = async ({ name, query }: View): Promise<void> => {
    try {
      await remove(apiPath(["runs", "views", name], { project }));
      await refetch();
      showToast(`The view ${name} is deleted.`, { undo: () => void save(name, query, "is back") });
    } catch (error) {
      showToast(`The view was not deleted: ${wordsOf(error)}`, { bad: true });
    }
  };
  return (
    <>
      <Menu
        trigger={
          <Button>
            <Bookmark size={14} aria-hidden />{" "}
            <span className="max-sm:sr-only">{current?.name ?? "Views"}</span>
          </Button>
        }
      >
        <MenuTitle>Saved views</MenuTitle>
        {views.map((view) => (
          <MenuAction
            key={view.name}
            onSelect={() =>
              onChange(Object.fromEntries(KEPT.map((key) => [key, view.query[key]])), {
                push: true,
              })
            }
          >
            <span className={view === current ? "font-semibold" : ""}>{view.name}</span>
          </MenuAction>
        ))}
        {views.length === 0 && (
          <MenuAction disabled onSelect={() => undefined}>
            None yet
          </MenuAction>
        )}
        <MenuTitle>This view</MenuTitle>
        <MenuAction onSelect={() => setNaming(true)}>Save as…</MenuAction>
        {views
          .filter((view) => view !== current)
          .slice(0, 8)
          .map((view) => (
            <MenuAction
              key={view.name}
              onSelect={() => void save(view.name, now, "is overwritten")}
            >
              Overwrite {view.name}
            </MenuAction>
          ))}
        {current !== undefined && (
          <MenuAction onSelect={() => void drop(current)}>Delete {current.name}</MenuAction>
        )}
      </Menu>
      {naming && (
        <NameDialog
          taken={views.map(({ name }) => name)}
          onClose={() => setNaming(false)}
          onName={(name) => {
            setNaming(false);
            void save(name, now, "is saved");
          }}
        />
      )}
    </>
  );
}

function NameDialog(props: {
  readonly taken: readonly string[];
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState("");
  const given = name.trim();
  return (
    <Dialog label="Save this view" onClose={props.onClose}>
      <form
        className="flex flex-col gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (given !== "") props.onName(given);
        }}
      >
        <h2 className="font-semibold">Save this view</h2>
        <label className="flex flex-col gap-1 text-sm">
          Name
          <input
            data-first
            value={name}
            maxLength={100}
            className="h-8 rounded-md border border-line-strong bg-paper px-2 text-ink"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        {props.taken.includes(given) && (
          <p className="text-sm text-warn">A view of this name is there; it will be overwritten.</p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button look="main" type="submit" disabled={given === ""}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function queryOf(search: Search): View["query"] {
  return Object.fromEntries(
    KEPT.flatMap((key) => (search[key] === undefined ? [] : [[key, search[key]]])),
  );
}

function isSame(a: View["query"], b: View["query"]): boolean {
  return KEPT.every((key) => a[key] === b[key]) && Object.keys(b).length > 0;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
