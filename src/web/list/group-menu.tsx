import { Group } from "lucide-react";
import { Button, Menu, MenuTick, MenuTitle } from "#web/form";
import { ToolWord } from "./tool-word.tsx";

/** What to group by, outermost first in the order it was ticked. */
export function GroupMenu(props: {
  readonly group: readonly string[];
  /** All there is: `params.model`, `tags.team`. */
  readonly names: readonly string[];
  readonly labelOf: (name: string) => string;
  /** The choice as the address has it. */
  readonly onChange: (group: string) => void;
}) {
  const { group } = props;
  const names = [...new Set([...props.names, ...group])];
  const tick = (name: string, on: boolean): void => {
    const next = on ? [...group, name] : group.filter((each) => each !== name);
    props.onChange(next.map((each) => each.replace(/[%,]/g, encodeURIComponent)).join(","));
  };
  return (
    <Menu
      trigger={
        <Button disabled={names.length === 0}>
          <Group size={14} aria-hidden /> <ToolWord>Group</ToolWord>
          {group.length > 0 && (
            <span className="max-w-40 truncate text-ink-soft">
              by {group.map((name) => name.slice(name.indexOf(".") + 1)).join(", ")}
            </span>
          )}
        </Button>
      }
    >
      <MenuTitle>Group by</MenuTitle>
      {names.map((name) => (
        <MenuTick key={name} checked={group.includes(name)} onChange={(on) => tick(name, on)}>
          {props.labelOf(name)}
        </MenuTick>
      ))}
    </Menu>
  );
}
