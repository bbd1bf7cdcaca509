import { Boxes } from "lucide-react";
import { definePage, definePanel, type PageShape, type PanelShape } from "#web/page";

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

/** What this slice shows on the screens of other slices' things. */
export const panels: readonly PanelShape[] = [
  definePanel({
    on: "run",
    title: "Models",
    load: async () => ({ Panel: (await import("./registered-panel.tsx")).RegisteredPanel }),
  }),
];
