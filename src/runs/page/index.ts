import { FlaskConical } from "lucide-react";
import { definePage, type PageShape } from "#web/page";

/** Where the trash was, when it held runs alone. */
export const moved: Readonly<Record<string, string>> = { "/runs/trash": "/trash" };

/** The screens of this slice. */
export const pages: readonly PageShape[] = [
  definePage({
    path: "/runs",
    title: "Runs",
    rail: { label: "Runs", icon: FlaskConical, jump: "r", topic: "runs", place: 20 },
    load: async () => ({ Page: (await import("./list/runs-page.tsx")).RunsPage }),
  }),
  definePage({
    path: "/runs/compare",
    title: "Compare",
    load: async () => ({ Page: (await import("./compare/compare-page.tsx")).ComparePage }),
  }),
  definePage({
    shows: "run",
    title: "Run",
    load: async () => ({ Page: (await import("./run/run-page.tsx")).RunPage }),
  }),
];
