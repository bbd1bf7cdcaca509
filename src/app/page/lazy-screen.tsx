import { type ComponentType, type ReactNode, use } from "react";
import { api, Problem } from "#web/api";
import { ProblemNotice } from "#web/notice";
import type { PageShape } from "#web/page";
import type { AppApi } from "../api.ts";

/** A screen whose code is read when it is first opened, or before, while nothing else is to be done. */
export type LazyScreen = {
  readonly Screen: (() => ReactNode) & { preload(): Promise<void> };
  readonly Failed: (props: { readonly error: unknown; readonly reset: () => void }) => ReactNode;
};

/** Makes a screen lazy. A failure stays until somebody tries again: the server may be away, or a newer one. */
export function lazyScreen(load: PageShape["load"]): LazyScreen {
  let Page: ComponentType | undefined;
  let loading: Promise<void> | undefined;
  const start = (): Promise<void> => {
    loading ??= load().then(
      (loaded) => {
        Page = loaded.Page;
      },
      async () => {
        throw await reasonOf();
      },
    );
    return loading;
  };
  const Screen: LazyScreen["Screen"] = () => {
    if (Page === undefined) use(start());
    return Page === undefined ? null : <Page />;
  };
  Screen.preload = () => start().catch(() => undefined);
  const Failed: LazyScreen["Failed"] = ({ error, reset }) => (
    <ProblemNotice
      problem={error}
      doing="show this page"
      onRetry={() => {
        if (Page === undefined) loading = undefined;
        reset();
      }}
    />
  );
  return { Screen, Failed };
}

/** Code that cannot be read: either nobody answers, or a newer server has newer code. */
async function reasonOf(): Promise<unknown> {
  try {
    await api<AppApi>().get("/api/fettle/1/server");
  } catch (error) {
    return error;
  }
  return new Problem({
    code: "PAGE_OUTDATED",
    message: "The server was updated since this page was opened.",
    hint: "Reload this page",
    status: 409,
  });
}
