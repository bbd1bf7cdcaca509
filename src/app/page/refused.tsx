import { KeyRound } from "lucide-react";
import { useEffect } from "react";
import type { Problem } from "#web/api";
import { Copyable } from "#web/form";

/** Shown instead of everything when the server does not know this browser. */
export function Refused({ problem }: { readonly problem: Problem }) {
  useEffect(() => {
    document.title = "No access · Fettle";
  }, []);
  return (
    <main className="mx-auto flex min-h-full max-w-xl flex-col justify-center gap-4 p-6">
      <h1 className="flex items-center gap-2 text-xl font-semibold">
        <KeyRound size={20} aria-hidden className="text-accent" /> This server does not know this
        browser
      </h1>
      <p className="text-ink-soft">
        Colleagues may share the machine, so the server lets in its own user and those who bring its
        token. Ask it for the link that carries the token, and open that link here:
      </p>
      <Copyable text="fettle server status" />
      <p className="text-sm text-ink-soft">The server says: {problem.message}.</p>
    </main>
  );
}
