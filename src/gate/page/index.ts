import { Scale } from "lucide-react";
import { definePage, definePanel, type PageShape, type PanelShape } from "#web/page";

/** The screens of this slice. */
export const pages: readonly PageShape[] = [
  definePage({
    path: "/gate",
    title: "Gate",
    rail: { label: "Gate", icon: Scale, jump: "g", topic: "gate", place: 50 },
    load: async () => ({ Page: (await import("./list/comparisons-page.tsx")).ComparisonsPage }),
  }),
  definePage({
    shows: "comparison",
    title: "Comparison",
    load: async () => ({ Page: (await import("./comparison/comparison-page.tsx")).ComparisonPage }),
  }),
];

/** What this slice shows on the screens of other slices' things. */
export const panels: readonly PanelShape[] = [
  definePanel({
    on: "model",
    title: "Verdicts",
    load: async () => ({ Panel: (await import("./verdicts-panel.tsx")).VerdictsPanel }),
  }),
];
