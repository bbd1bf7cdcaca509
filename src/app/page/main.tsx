import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { Problem } from "#web/api";
import { knowKinds } from "#web/link";
import { startLive } from "#web/live";
import { knowPanels } from "#web/page";
import { bringToken, isRefusal, refused } from "./admission.ts";
import { screenOfMlflowLink } from "./mlflow-link.ts";
import { Refused } from "./refused.tsx";
import { preloadScreens, router } from "./router.tsx";
import { KINDS, PANELS, RAIL } from "./screens.ts";
import "./styles.css";

const client = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (isRefusal(error)) refused.set(error);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      // A server that is away or busy may be back in a moment; every other answer is final.
      retry: (failures, error) =>
        failures < 2 && error instanceof Problem && (error.status === 0 || error.status === 503),
      retryDelay: 400,
      networkMode: "always",
    },
  },
});

function App() {
  const problem = useSyncExternalStore(refused.watch, refused.read);
  return problem === undefined ? <RouterProvider router={router} /> : <Refused problem={problem} />;
}

knowKinds(KINDS);
knowPanels(PANELS);

function followMlflowLink(): void {
  const screen = screenOfMlflowLink(location.hash);
  if (screen !== undefined) location.replace(screen);
}

// A link pasted over this very address changes only what is behind the `#`.
window.addEventListener("hashchange", () => {
  if (location.hash.startsWith("#token=")) location.reload();
  followMlflowLink();
});
followMlflowLink();
const problem = await bringToken();
if (problem !== undefined && isRefusal(problem)) refused.set(problem);
else {
  startLive(RAIL.map(({ topic }) => topic));
  preloadScreens();
}
createRoot(document.getElementById("page") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
