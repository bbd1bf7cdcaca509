import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Keyboard, SunMoon } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog } from "#web/dialog";
import { KeyCaps } from "#web/keys";
import { chooseTheme, type Theme } from "#web/theme";
import { RAIL } from "./screens.ts";

const GROUP =
  "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-faint";

/** Everything one can do from anywhere, found by typing. */
export function CommandMenu(props: { readonly onClose: () => void; readonly onKeys: () => void }) {
  const navigate = useNavigate();
  const theme = (label: string, value: Theme) => (
    <Entry icon={<SunMoon size={16} aria-hidden />} onSelect={() => act(() => chooseTheme(value))}>
      Theme: {label}
    </Entry>
  );
  const act = (action: () => void): void => {
    props.onClose();
    action();
  };
  return (
    <Dialog label="Command menu" onClose={props.onClose} className="mt-[12vh]">
      <Command label="Commands" loop>
        <Command.Input
          data-first
          placeholder="Type a command"
          className="w-full border-b border-line bg-paper px-4 py-3 text-ink outline-none"
        />
        <Command.List label="Commands" className="max-h-80 overflow-y-auto p-2">
          <Command.Empty className="px-2 py-6 text-center text-sm text-ink-soft">
            No such command
          </Command.Empty>
          <Command.Group heading="Go to" className={GROUP}>
            {RAIL.map(({ path, label, icon: Icon, jump }) => (
              <Entry
                key={path}
                icon={<Icon size={16} aria-hidden />}
                keys={`g ${jump}`}
                onSelect={() => act(() => void navigate({ to: path }))}
              >
                {label}
              </Entry>
            ))}
          </Command.Group>
          <Command.Group heading="Show" className={GROUP}>
            {theme("as the system", "system")}
            {theme("light", "light")}
            {theme("dark", "dark")}
            <Entry
              icon={<Keyboard size={16} aria-hidden />}
              keys="?"
              onSelect={() => act(props.onKeys)}
            >
              Keys of this screen
            </Entry>
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  );
}

function Entry(props: {
  readonly icon: ReactNode;
  readonly keys?: string;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Command.Item
      onSelect={props.onSelect}
      className="flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 text-sm data-[selected=true]:bg-accent-soft"
    >
      <span className="text-ink-soft">{props.icon}</span>
      <span className="flex-1">{props.children}</span>
      {props.keys !== undefined && <KeyCaps keys={props.keys} />}
    </Command.Item>
  );
}
