export { definePage, type PageShape } from "./define-page.ts";
export { definePanel, type PanelShape, type ShownThing } from "./define-panel.ts";
export { knowPanels } from "./known-panels.ts";
export { PageHeader } from "./page-header.tsx";
export { PageLink } from "./page-link.tsx";
export { Panels } from "./panels.tsx";
export { Scroller } from "./scroller.tsx";
export { type Search, useAddress, usePathParameter } from "./use-address.ts";
export { useGo } from "./use-go.ts";
