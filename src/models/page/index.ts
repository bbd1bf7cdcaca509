import { Boxes } from "lucide-react";
import { definePage, type PageShape } from "#web/page";

/** The screens of this slice. */
export const pages: readonly PageShape[] = [
  definePage({
    path: "/models",
    title: "Models",
    rail: { label: "Models", icon: Boxes, jump: "m", topic: "models", place: 30 },
    load: async () => ({ Page: (await import("./list/models-page.tsx")).ModelsPage }),
  }),
  definePage({
    shows: "registered model",
    title: "Model",
    load: async () => ({ Page: (await import("./model/model-page.tsx")).ModelPage }),
  }),
];
