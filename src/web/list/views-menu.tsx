import { useQuery } from "@tanstack/react-query";
import { Bookmark } from "lucide-react";
import { useState } from "react";
import { Dialog } from "#web/dialog";
import { Button, Menu, MenuAction, MenuTitle } from "#web/form";
import type { Search, useAddress } from "#web/page";
import { showToast } from "#web/toast";

/** What an address says of a list, under a name. */
export type SavedView = {
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
};

/** Where the views of a list are kept. */
export type ViewStore = {
  /** Tells one store from another. */
  readonly key: readonly unknown[];
  read(signal: AbortSignal): Promise<readonly SavedView[]>;
  save(name: string, query: SavedView["query"]): Promise<unknown>;
  drop(name: string): Promise<unknown>;
};

/** Named views of a list: the parts of the address that are kept, under a name that others see too. */
export function ViewsMenu(props: {
  readonly search: Search;
  /** The parts of the address that a view keeps. */
  readonly kept: readonly string[];
  readonly store: ViewStore;
  readonly onChange: ReturnType<typeof useAddress>[1];
}) {
  const { search, kept, store, onChange } = props;
  const [naming, setNaming] = useState(false);
  const { data, refetch } = useQuery({
    queryKey: store.key,
    queryFn: ({ signal }) => store.read(signal),
    retry: false,
  });
  const views = data ?? [];
  const now = queryOf(search, kept);
  const current = views.find(({ query }) => isSame(query, now, kept));
  const save = async (name: string, query: SavedView["query"], said: string): Promise<void> => {
    const before = views.find((view) => view.name === name);
    try {
      await store.save(name, query);
      await refetch();
      const undo =
        before === undefined ? undefined : () => void save(name, before.query, "is as it was");
      showToast(`The view ${name} ${said}.`, undo === undefined ? {} : { undo });
    } catch (error) {
      showToast(`The view was not saved: ${wordsOf(error)}`, { bad: true });
    }
  };
  const drop = async ({ name, query }: SavedView): Promise<void> => {
    try {
      await store.drop(name);
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
              onChange(Object.fromEntries(kept.map((key) => [key, view.query[key]])), {
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

function queryOf(search: Search, kept: readonly string[]): SavedView["query"] {
  return Object.fromEntries(
    kept.flatMap((key) => (search[key] === undefined ? [] : [[key, search[key]]])),
  );
}

function isSame(a: SavedView["query"], b: SavedView["query"], kept: readonly string[]): boolean {
  return kept.every((key) => a[key] === b[key]) && Object.keys(b).length > 0;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
