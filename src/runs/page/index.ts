import { FlaskConical } from "lucide-react";
import { definePage, type PageShape } from "#web/page";

/** The screens of this slice. */
export const pages: readonly PageShape[] = [
  definePage({
    path: "/runs",
    title: "Runs",
    rail: { label: "Runs", icon: FlaskConical, jump: "r", topic: "runs" },
    load: async () => ({ Page: (await import("./runs-page.tsx")).RunsPage }),
  }),
  definePage({
    path: "/runs/$id",
    title: "Run",
    load: async () => ({ Page: (await import("./run-page.tsx")).RunPage }),
  }),
];
