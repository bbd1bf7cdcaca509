import { Trash2 } from "lucide-react";
import { definePage, type PageShape } from "#web/page";

/** The screen of this slice. */
export const pages: readonly PageShape[] = [
  definePage({
    path: "/trash",
    title: "Trash",
    rail: { label: "Trash", icon: Trash2, jump: "t", topic: "trash", place: 90 },
    load: async () => ({ Page: (await import("./trash-page.tsx")).TrashPage }),
  }),
];
