import type { PanelPart, PanelShape } from "./define-panel.ts";

type Loaded = Awaited<ReturnType<PanelShape["load"]>>;

/** The code of a panel: read once, at the first need. */
export type PanelCode = {
  read(): Promise<Loaded>;
  /** What stands beside the title; nothing where the code cannot be read, of which the panel's own place tells. */
  readAside(): Promise<PanelPart | undefined>;
  /** After a failure: the next need reads it anew. */
  forget(): void;
};

export function panelCode(load: PanelShape["load"]): PanelCode {
  let loading: Promise<Loaded> | undefined;
  let aside: Promise<PanelPart | undefined> | undefined;
  const read = (): Promise<Loaded> => {
    loading ??= load();
    return loading;
  };
  return {
    read,
    readAside() {
      aside ??= read().then(
        ({ Aside }) => Aside,
        () => undefined,
      );
      return aside;
    },
    forget() {
      loading = undefined;
      aside = undefined;
    },
  };
}
