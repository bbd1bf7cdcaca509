import { Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useKeys } from "#web/keys";
import { Boundary } from "#web/notice";
import { Toasts } from "#web/toast";
import { Rail } from "./rail.tsx";
import { RAIL } from "./screens.ts";
import { useWideRail } from "./wide-rail.ts";

const CommandMenu = lazy(async () => ({
  default: (await import("./command-menu.tsx")).CommandMenu,
}));
const KeySheet = lazy(async () => ({ default: (await import("./key-sheet.tsx")).KeySheet }));

/** What stands around every screen: skip link, rail, and the dialogs that open from anywhere. */
export function Shell() {
  const [open, setOpen] = useState<"commands" | "keys">();
  const [wide, setWide] = useWideRail();
  const navigate = useNavigate();
  useKeys("Everywhere", [
    {
      keys: "$mod+k",
      does: "command menu",
      run: (event) => {
        event.preventDefault();
        setOpen(open === "commands" ? undefined : "commands");
      },
    },
    { keys: "?", does: "this list", run: () => setOpen("keys") },
    { keys: "[", does: "widen or narrow the rail", run: () => setWide(!wide) },
    ...RAIL.map(({ label, jump, path }) => ({
      keys: `g ${jump}`,
      does: `go to ${label}`,
      run: () => void navigate({ to: path }),
    })),
  ]);
  const close = (): void => setOpen(undefined);
  return (
    <div className="relative flex h-full flex-col overflow-hidden sm:flex-row">
      <a
        href="#main"
        className="absolute -top-20 left-2 z-50 rounded-md bg-accent px-3 py-1.5 text-on-accent focus:top-2"
      >
        Skip to the content
      </a>
      <Rail wide={wide} onCommands={() => setOpen("commands")} onKeys={() => setOpen("keys")} />
      <main
        id="main"
        tabIndex={-1}
        className="relative flex min-h-0 min-w-0 flex-1 flex-col outline-none"
      >
        <Boundary doing="show this page">
          <Outlet />
        </Boundary>
      </main>
      <Toasts />
      <Suspense fallback={null}>
        {open === "commands" && <CommandMenu onClose={close} onKeys={() => setOpen("keys")} />}
        {open === "keys" && <KeySheet onClose={close} />}
      </Suspense>
    </div>
  );
}
