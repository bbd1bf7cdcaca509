export { Button } from "./button.tsx";
export { Choice } from "./choice.tsx";
export { Copyable } from "./copyable.tsx";
export { FilterBox, type FilterProblem } from "./filter-box.tsx";
export { Menu, MenuAction, MenuChoice, MenuTick, MenuTitle } from "./menu.tsx";
export type { Completion, Suggestion } from "./use-completion.ts";
