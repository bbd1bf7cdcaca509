import type { ComponentProps } from "react";

/** A button. `quiet` has no border; for tool bars and rails. */
export function Button({
  look = "plain",
  className = "",
  ...rest
}: ComponentProps<"button"> & { readonly look?: "plain" | "quiet" | "main" }) {
  const looks = {
    plain: "border-line bg-paper text-ink hover:bg-hover",
    quiet: "border-transparent text-ink-soft hover:bg-hover hover:text-ink",
    main: "border-transparent bg-accent text-on-accent hover:opacity-90",
  };
  return (
    <button
      type="button"
      className={`inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md border px-2 text-sm whitespace-nowrap disabled:opacity-50 ${looks[look]} ${className}`}
      {...rest}
    />
  );
}
