import { Link } from "@tanstack/react-router";
import { Command, Keyboard, SunMoon } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { Menu, MenuChoice, MenuTitle } from "#web/form";
import { useLiveState } from "#web/live";
import { chooseTheme, useTheme } from "#web/theme";
import { Mark } from "./mark.tsx";
import { RAIL } from "./screens.ts";

const ITEM =
  "flex h-8 shrink-0 items-center gap-2.5 rounded-md px-2 text-sm text-ink-soft hover:bg-hover hover:text-ink";

/** The rail at the left, on a narrow screen a bar at the top. */
export function Rail(props: {
  readonly wide: boolean;
  readonly onCommands: () => void;
  readonly onKeys: () => void;
}) {
  const { wide } = props;
  return (
    <header
      className={`flex shrink-0 items-center gap-1 border-line bg-canvas p-2 max-sm:border-b sm:h-full sm:flex-col sm:items-stretch sm:border-r ${wide ? "sm:w-(--rail)" : "sm:w-13"}`}
    >
      <Mark wide={wide} />
      <nav aria-label="Pages" className="flex gap-1 sm:mt-3 sm:flex-col">
        {RAIL.map(({ path, label, icon: Icon, jump }) => (
          <Link
            key={path}
            to={path}
            search={sameProject as never}
            title={`${label} (g ${jump})`}
            className={ITEM}
            activeOptions={{ includeSearch: false }}
            activeProps={{ className: "bg-accent-soft font-medium text-ink!" }}
          >
            <Icon size={16} aria-hidden className="shrink-0" />
            <Label wide={wide}>{label}</Label>
          </Link>
        ))}
      </nav>
      <div className="ml-auto flex items-center gap-1 sm:mt-auto sm:ml-0 sm:flex-col sm:items-stretch">
        <ThemeMenu wide={wide} />
        <Item
          wide={wide}
          label="Commands"
          icon={<Command size={16} aria-hidden />}
          onClick={props.onCommands}
        />
        <span className="max-sm:hidden">
          <Item
            wide={wide}
            label="Keys"
            icon={<Keyboard size={16} aria-hidden />}
            onClick={props.onKeys}
          />
        </span>
        <LiveDot wide={wide} />
      </div>
    </header>
  );
}

/** Going elsewhere keeps the project, and nothing else of the address. */
function sameProject(search: { readonly project?: string }): { readonly project?: string } {
  return search.project === undefined ? {} : { project: search.project };
}

function Label({ wide, children }: { readonly wide: boolean; readonly children: ReactNode }) {
  return <span className={wide ? "max-sm:sr-only" : "sr-only"}>{children}</span>;
}

function Item({
  wide,
  label,
  icon,
  ...rest
}: ComponentProps<"button"> & {
  readonly wide: boolean;
  readonly label: string;
  readonly icon: ReactNode;
}) {
  return (
    <button type="button" title={label} className={`${ITEM} sm:w-full`} {...rest}>
      {icon}
      <Label wide={wide}>{label}</Label>
    </button>
  );
}

function ThemeMenu({ wide }: { readonly wide: boolean }) {
  const theme = useTheme();
  return (
    <Menu trigger={<Item wide={wide} label="Theme" icon={<SunMoon size={16} aria-hidden />} />}>
      <MenuTitle>Theme</MenuTitle>
      <MenuChoice
        value={theme}
        onChange={chooseTheme}
        options={[
          { value: "system", label: "As the system" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
      />
    </Menu>
  );
}

const STATES = {
  connecting: { word: "Connecting", dot: "border-2 border-ink-faint" },
  live: { word: "Live", dot: "bg-good" },
  offline: { word: "Offline", dot: "border-2 border-bad" },
};

/** Whether the page hears of changes: filled while it does, a ring while it does not. */
function LiveDot({ wide }: { readonly wide: boolean }) {
  const { word, dot } = STATES[useLiveState()];
  return (
    <p
      role="status"
      title={word}
      className="flex h-8 items-center gap-2.5 px-2 text-sm text-ink-soft"
    >
      <span aria-hidden className="flex w-4 justify-center">
        <span className={`size-2.5 rounded-full ${dot}`} />
      </span>
      <Label wide={wide}>{word}</Label>
    </p>
  );
}
