import { Dialog } from "#web/dialog";
import { Button } from "#web/form";
import { KeyCaps, useBoundKeys, useLetterKeys } from "#web/keys";

/** The keys that work on this screen now, from the table that binds them. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const groups = useBoundKeys();
  const [letters, setLetters] = useLetterKeys();
  const titles = [...new Set(groups.map(({ title }) => title))];
  return (
    <Dialog label="Keys" onClose={onClose}>
      <div className="flex items-center justify-between border-b border-line px-4 py-3">
        <h2 className="text-lg font-semibold">Keys</h2>
        <Button onClick={onClose}>Close</Button>
      </div>
      <div className="flex flex-col gap-5 p-4">
        {titles.map((title) => (
          <section key={title}>
            <h3 className="mb-1 text-xs font-medium text-ink-soft">{title}</h3>
            <dl className="grid grid-cols-[1fr_auto] gap-y-1">
              {groups
                .filter((group) => group.title === title)
                .flatMap(({ bindings }) => bindings)
                .map(({ keys, does }) => (
                  <div key={keys} className="col-span-2 grid grid-cols-subgrid items-center">
                    <dt className="first-letter:uppercase">{does}</dt>
                    <dd className="justify-self-end">
                      <KeyCaps keys={keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <label className="flex items-center gap-2 border-t border-line pt-3 text-sm">
          <input
            type="checkbox"
            className="accent-(--accent)"
            checked={letters}
            onChange={(event) => setLetters(event.target.checked)}
          />
          Single letters are keys
        </label>
      </div>
    </Dialog>
  );
}
