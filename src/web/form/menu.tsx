import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";

const ITEM =
  "relative flex cursor-pointer items-center rounded py-1 pr-3 pl-7 text-sm outline-none select-none data-highlighted:bg-accent-soft";

/**
 * A menu that drops from a button, placed beside it in the document so that it stays within its
 * landmark. Not modal: Radix' lock on scrolling needs a `<style>` tag, which our policy forbids.
 */
export function Menu(props: { readonly trigger: ReactNode; readonly children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{props.trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className="z-30 max-h-[min(24rem,var(--radix-dropdown-menu-content-available-height))] min-w-44 overflow-y-auto rounded-md border border-line bg-paper p-1 text-ink shadow-float"
      >
        {props.children}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

/** A heading within a menu. */
export function MenuTitle({ children }: { readonly children: ReactNode }) {
  return (
    <DropdownMenu.Label className="px-2 pt-1.5 pb-0.5 text-xs text-ink-faint">
      {children}
    </DropdownMenu.Label>
  );
}

/** An entry with a tick; the menu stays open so that several can be set. */
export function MenuTick(props: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <DropdownMenu.CheckboxItem
      className={ITEM}
      checked={props.checked}
      onCheckedChange={props.onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <Ticked />
      {props.children}
    </DropdownMenu.CheckboxItem>
  );
}

/** Entries of which one holds. */
export function MenuChoice<T extends string>(props: {
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: string }[];
}) {
  return (
    <DropdownMenu.RadioGroup
      value={props.value}
      onValueChange={(value) => props.onChange(value as T)}
    >
      {props.options.map(({ value, label }) => (
        <DropdownMenu.RadioItem key={value} value={value} className={ITEM}>
          <Ticked />
          {label}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

/** An entry that does something and closes the menu. */
export function MenuAction(props: {
  readonly onSelect: () => void;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <DropdownMenu.Item
      className={`${ITEM} pl-2 data-disabled:cursor-default data-disabled:text-ink-faint`}
      disabled={props.disabled === true}
      onSelect={props.onSelect}
    >
      {props.children}
    </DropdownMenu.Item>
  );
}

function Ticked() {
  return (
    <DropdownMenu.ItemIndicator className="absolute left-2">
      <Check size={14} aria-hidden />
    </DropdownMenu.ItemIndicator>
  );
}
