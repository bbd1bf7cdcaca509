export { Button } from "./button.tsx";
export { Choice } from "./choice.tsx";
export { Copyable } from "./copyable.tsx";
export { Menu, MenuChoice, MenuTick, MenuTitle } from "./menu.tsx";
export { TextFilter } from "./text-filter.tsx";
